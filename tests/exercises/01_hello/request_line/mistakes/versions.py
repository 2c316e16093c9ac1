"""Knows one version only."""


def method_and_path(line):
    method, path, version = line.split(" ")
    if not path.startswith("/") or version != "HTTP/1.1":
        raise ValueError(line)
    return method, path
