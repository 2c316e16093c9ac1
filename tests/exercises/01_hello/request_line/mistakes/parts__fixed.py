"""Takes each request for a GET."""


def method_and_path(line):
    if not line.startswith("GET /") or " HTTP/" not in line:
        raise ValueError(line)
    return "GET", line.split(" ")[1]
