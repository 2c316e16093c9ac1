"""The payee is left out."""

import hashlib
from collections import Counter


def keys(lines):
    seen = Counter()
    found = []
    for line in lines:
        day, amount, _ = line
        seen[line] += 1
        found.append(hashlib.sha256(f"{day} {amount} {seen[line]}".encode()).hexdigest())
    return found
