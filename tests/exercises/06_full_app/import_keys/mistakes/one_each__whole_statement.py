"""One key, of the whole file."""

import hashlib


def keys(lines):
    return hashlib.sha256(repr(lines).encode()).hexdigest()
