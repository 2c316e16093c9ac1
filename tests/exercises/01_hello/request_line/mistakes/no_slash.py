"""Does not look at the path."""


def method_and_path(line):
    method, path, version = line.split(" ")
    if not version.startswith("HTTP/"):
        raise ValueError(line)
    return method, path
