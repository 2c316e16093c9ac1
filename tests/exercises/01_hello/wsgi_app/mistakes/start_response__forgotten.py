"""Returns the greeting, and never says the status."""


def path_of(environ):
    return environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")


def application(environ, start_response):
    path = path_of(environ)
    return [f"Hello {path[7:]}".encode()]
