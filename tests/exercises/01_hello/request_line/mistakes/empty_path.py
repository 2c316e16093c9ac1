"""Looks at the first character of a path that may have none."""


def method_and_path(line):
    parts = line.split(" ")
    if len(parts) != 3 or parts[1][0] != "/" or not parts[2].startswith("HTTP/"):
        raise ValueError(line)
    return parts[0], parts[1]
