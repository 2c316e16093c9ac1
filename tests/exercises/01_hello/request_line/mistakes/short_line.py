"""Looks at the parts by number: a short line ends in an IndexError."""


def method_and_path(line):
    parts = line.split(" ")
    if not parts[1].startswith("/") or not parts[2].startswith("HTTP/"):
        raise ValueError(line)
    return parts[0], parts[1]
