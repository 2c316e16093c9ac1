"""Greets on all paths."""


def path_of(environ):
    return environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")


def application(environ, start_response):
    name = path_of(environ).split("/")[-1]
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello {name}".encode()]
