"""Serves the application: gunicorn where it runs, waitress on Windows."""

import io
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from account_book.again import Again, Application
from account_book.wire import body_limit

THREADS = 32
"""Connections that a worker reads from at once: each that says nothing holds one of them."""
AT_ONCE_ON_SQLITE, AT_ONCE = 1, 4
"""Requests that a worker answers at once."""
TRIES = 20

BROWSERS_WAIT = 15
"""Seconds that a connection is kept for the next request."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `port`, or on the next one that is free; port 0 takes any."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in [*range(port, min(port + TRIES, 65536)), 0] if port else [0]:
        listener = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform != "win32":
            # Else the port of a server that just ended seems taken for a minute.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(1024)
        except OSError:
            listener.close()
            # A wrong host fails on every port.
            if candidate == 0:
                raise
        else:
            return listener
    raise OSError(f"no free port from {port} on")


def address(listener: socket.socket) -> str:
    """Return the URL that a browser asks."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{host}:{port}"


class WholeBody:
    """Reads a request's body first: a slow upload holds up nobody, and the body can be read again."""

    def __init__(self, app: Application) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer a request when all of it is here."""
        # One byte more than is read of any body, so that the application sees what is too large.
        most = body_limit(environ["PATH_INFO"]) + 1
        chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
        expected = most if chunked else min(int(environ.get("CONTENT_LENGTH") or 0), most)
        body = environ["wsgi.input"].read(expected)
        if chunked:
            environ["CONTENT_LENGTH"] = str(len(body))
        elif len(body) < expected:
            # The client went away; half a body may look like a whole one.
            start_response("400 Bad Request", [("Content-Length", "0")])
            return []
        environ["wsgi.input"] = io.BytesIO(body)
        return self.app(environ, start_response)


class Turns:
    """Lets many threads wait for slow clients, but only some of them work at once.

    Threads of Python that all want to compute take turns at every statement of
    SQLite, and four together answer a third less than one. Threads that wait for
    MariaDB do not compute, and four answer half as much again as one.
    """

    def __init__(self, app: Application, at_once: int) -> None:
        self.app = app
        self.turn = threading.BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer a request when it is its turn."""
        with self.turn:
            return self.app(environ, start_response)


def layers(app: Application, at_once: int) -> Application:
    """Return the application as it is served: whoever waits to be run again leaves the turn to others."""
    return WholeBody(Again(Turns(app, at_once)))


def serve(app: Application, listener: socket.socket, workers: int, at_once: int) -> None:
    """Answer requests, so many at once in each worker, until the process is told to stop."""
    whole = layers(app, at_once)
    if sys.platform == "win32":
        import waitress

        waitress.serve(whole, sockets=[listener], threads=THREADS, ident=None)
    else:
        gunicorn_server()(whole, listener, workers).run()


def gunicorn_server() -> Callable[..., Any]:
    """Return a gunicorn application; it is made here, because Windows cannot import gunicorn."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def __init__(self, app: Application, listener: socket.socket, workers: int) -> None:
            self.app = app
            self.settings = {
                "bind": f"fd://{listener.fileno()}",
                "workers": workers,
                # Browsers open connections that they do not use yet. The sync worker waits for
                # such a one, and everybody else waits for the worker.
                "worker_class": "gthread",
                "threads": THREADS,
                "keepalive": BROWSERS_WAIT,
                # A filter that is too long is answered by the application, which says which.
                "limit_request_line": 8190,
                "graceful_timeout": 10,
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            super().__init__()

        def load_config(self) -> None:
            for name, value in self.settings.items():
                self.cfg.set(name, value)

        def load(self) -> Application:
            return self.app

    return Server
