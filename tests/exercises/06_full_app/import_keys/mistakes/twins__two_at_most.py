"""The third equal line has the key of the second."""

import hashlib


def keys(lines):
    found = []
    for index, line in enumerate(lines):
        again = line in lines[:index]
        found.append(hashlib.sha256(repr((line, again)).encode()).hexdigest())
    return found
