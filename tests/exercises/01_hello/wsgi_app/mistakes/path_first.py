"""Looks at the method before the path."""


def path_of(environ):
    return environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")


def application(environ, start_response):
    path = path_of(environ)
    if environ["REQUEST_METHOD"] != "GET":
        start_response("405 Method Not Allowed", [("Allow", "GET")])
        return []
    if not path.startswith("/hello/") or path == "/hello/":
        start_response("404 Not Found", [])
        return []
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello {path[7:]}".encode()]
