"""Greets nobody."""


def path_of(environ):
    return environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")


def application(environ, start_response):
    path = path_of(environ)
    if not path.startswith("/hello/"):
        start_response("404 Not Found", [])
        return []
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello {path[7:]}".encode()]
