"""Nothing stands between the payee and the number."""

import hashlib
from collections import Counter


def keys(lines):
    seen = Counter()
    found = []
    for day, amount, payee in lines:
        seen[day, amount, payee] += 1
        found.append(hashlib.sha256(f"{day} {amount} {payee}{seen[day, amount, payee]}".encode()).hexdigest())
    return found
