"""Expects a name in each path."""


def path_of(environ):
    return environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")


def application(environ, start_response):
    _, first, name = path_of(environ).split("/")
    if first != "hello" or not name:
        start_response("404 Not Found", [])
        return []
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello {name}".encode()]
