"""Equal lines have one key: the second bus ticket is swallowed."""

import hashlib


def keys(lines):
    return [hashlib.sha256(repr(line).encode()).hexdigest() for line in lines]
