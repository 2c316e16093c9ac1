"""A regular expression says how a line looks."""

import re

LINE = re.compile(r"(\S+) (/\S*) HTTP/\S+")


def method_and_path(line):
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"bad request line: {line!r}")
    return found.groups()
