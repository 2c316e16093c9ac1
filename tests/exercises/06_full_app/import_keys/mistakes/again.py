"""The counter lives outside of the function, and goes on counting with the next statement."""

import hashlib
from collections import Counter

seen = Counter()


def keys(lines):
    found = []
    for line in lines:
        seen[line] += 1
        found.append(hashlib.sha256(repr((line, seen[line])).encode()).hexdigest())
    return found
