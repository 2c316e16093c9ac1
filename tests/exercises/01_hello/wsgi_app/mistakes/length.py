"""A Content-Length in characters cuts the name off."""


def path_of(environ):
    return environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")


def application(environ, start_response):
    text = f"Hello {path_of(environ)[7:]}"
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text)))]
    start_response("200 OK", headers)
    return [text.encode()]
