"""A Counter, from one on, and JSON as what is hashed; a generator."""

import hashlib
import json
from collections import Counter


def keys(lines):
    seen = Counter()
    for day, amount, payee in lines:
        seen[day, amount, payee] += 1
        said = json.dumps({"day": day, "amount": amount, "payee": payee, "n": seen[day, amount, payee]})
        yield hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
