"""The number is that of the row: in the next file the line stands elsewhere."""

import hashlib


def keys(lines):
    return [hashlib.sha256(repr((n, line)).encode()).hexdigest() for n, line in enumerate(lines)]
