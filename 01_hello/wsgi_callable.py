"""WSGI: an application is a callable, and a server is whoever calls it (PEP 3333).

    uv run python 01_hello/wsgi_callable.py
    uv run python 01_hello/ask.py http://127.0.0.1:8000/     in a second terminal

The server puts the request into a dictionary and calls `application`; status
and headers go back through `start_response`, the body is returned. No socket
is left in our code, so that any WSGI server can run it, and a test needs none.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server
from wsgiref.util import setup_testing_defaults

from ports import free_port


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer one request."""
    if environ["PATH_INFO"] == "/":
        status, body = "200 OK", b"Hello World!\n"
    else:
        status, body = "404 Not Found", b"There is only / here.\n"
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(status, headers)
    return [body]


def call(path: str) -> tuple[str, dict[str, str], bytes]:
    """Call the application as a server does, without one; return status, headers and body."""
    environ: dict[str, Any] = {"PATH_INFO": path}
    setup_testing_defaults(environ)
    started: list[Any] = []
    body = b"".join(application(environ, lambda *arguments: started.extend(arguments)))
    status, headers = started
    return status, dict(headers), body


class ThreadingWSGIServer(ThreadingMixIn, WSGIServer):
    """A thread for each connection: one that says nothing must not keep the others waiting."""

    daemon_threads = True


if __name__ == "__main__":
    for path in ("/", "/nowhere"):
        status, _, body = call(path)
        print(f"Called without a server: {path} -> {status}, {body!r}")
    with make_server("127.0.0.1", free_port(), application, ThreadingWSGIServer) as server:
        print(f"Listening on http://127.0.0.1:{server.server_port}/ (Ctrl-C stops it)")
        with suppress(KeyboardInterrupt):
            server.serve_forever()
