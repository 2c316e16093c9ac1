"""Step by step: count the parts, look at each, and cut the line at its blanks."""


class BadLine(ValueError):
    pass


def method_and_path(line):
    if line.count(" ") != 2:
        raise BadLine
    method, _, rest = line.partition(" ")
    path, _, version = rest.partition(" ")
    if path.find("/") != 0:
        raise BadLine
    if version.find("HTTP/") != 0:
        raise BadLine
    return [method, path]
