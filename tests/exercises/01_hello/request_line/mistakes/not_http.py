"""Does not look at the version."""


def method_and_path(line):
    method, path, _ = line.split(" ")
    if not path.startswith("/"):
        raise ValueError(line)
    return method, path
