"""The digest is bytes, not a text."""

import hashlib
from collections import Counter


def keys(lines):
    seen = Counter()
    found = []
    for line in lines:
        seen[line] += 1
        found.append(hashlib.sha256(repr((line, seen[line])).encode()).digest())
    return found
