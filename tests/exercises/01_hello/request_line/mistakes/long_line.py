"""Only asks for enough parts."""


def method_and_path(line):
    parts = line.split(" ")
    if len(parts) < 3 or not parts[1].startswith("/") or not parts[2].startswith("HTTP/"):
        raise ValueError(line)
    return parts[0], parts[1]
