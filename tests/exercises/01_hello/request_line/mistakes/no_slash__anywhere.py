"""Takes a slash anywhere in the path for a good sign."""


def method_and_path(line):
    method, path, version = line.split(" ")
    if "/" not in path or not version.startswith("HTTP/"):
        raise ValueError(line)
    return method, path
