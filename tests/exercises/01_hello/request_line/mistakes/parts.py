"""Returns all three parts."""


def method_and_path(line):
    method, path, version = line.split(" ")
    return method, path, version
