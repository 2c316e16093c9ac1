"""Looks for HTTP in the whole line."""


def method_and_path(line):
    method, path, _ = line.split(" ")
    if not path.startswith("/") or "HTTP/" not in line:
        raise ValueError(line)
    return method, path
