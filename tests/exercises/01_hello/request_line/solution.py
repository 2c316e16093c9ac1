"""Read the first line of a request."""


def method_and_path(line: str) -> tuple[str, str]:
    """Return the method and the path of a request; raise ValueError if the line is bad."""
    method, path, version = line.split(" ")
    if not path.startswith("/") or not version.startswith("HTTP/"):
        raise ValueError(line)
    return method, path
