"""Returns a text."""


def path_of(environ):
    return environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")


def application(environ, start_response):
    path = path_of(environ)
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return f"Hello {path[7:]}"
