"""Servers in threads of the test itself, each on a port of its own, and WSGI applications without one."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from threading import Thread
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import socket_server
import werkzeug.serving

# Far longer than any answer takes: it ends a test that would hang.
GUARD = 30


class Stopped(Exception):
    """Ends the loop of socket_server.serve."""


class Listener(socket.socket):
    """A listening socket that can end whoever waits at it."""

    stopping = False

    def accept(self) -> tuple[socket.socket, Any]:
        connection, address = super().accept()
        if self.stopping:
            connection.close()
            raise Stopped
        return connection, address


def listen() -> Listener:
    """Listen on a port of 127.0.0.1 that was free."""
    return Listener(fileno=socket.create_server(("127.0.0.1", 0)).detach())


@contextmanager
def serving_by_hand(listener: Listener) -> Iterator[str]:
    """Run socket_server in a thread and give its URL; afterwards it has ended."""

    def serve() -> None:
        with suppress(Stopped):
            socket_server.serve(listener)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.stopping = True
        socket.create_connection(listener.getsockname(), GUARD).close()
        thread.join(GUARD)
        listener.close()


def ignore(*_: object) -> None:
    """Take what a server writes for people: it would stand between the lines of pytest."""


@contextmanager
def serving(server: Any) -> Iterator[str]:
    """Run a server in a thread and give its URL; afterwards it and its own threads have ended."""
    quiet = {"log": ignore, "log_message": ignore}
    server.RequestHandlerClass = type("Quiet", (server.RequestHandlerClass,), quiet)
    server.handle_error = ignore
    # server_close waits for those threads only that are no daemons.
    server.daemon_threads = False
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join(GUARD)
        server.server_close()


@contextmanager
def serving_wsgi(application: Any) -> Iterator[str]:
    """Run a WSGI application on the server that `flask run` uses, and give its URL."""
    with serving(werkzeug.serving.make_server("127.0.0.1", 0, application, threaded=True)) as url:
        yield url


def call(application: Any, method: str, path: str) -> tuple[str, dict[str, str], bytes]:
    """Call a WSGI application as a server does that trusts neither it nor itself."""
    environ: dict[str, Any] = {"QUERY_STRING": ""}
    setup_testing_defaults(environ)
    # PEP 3333: the bytes of the path, each as a character.
    bytes_of_path = path.encode(errors="surrogateescape")
    environ |= {"REQUEST_METHOD": method, "PATH_INFO": bytes_of_path.decode("latin-1")}
    started: list[Any] = []
    checked: Any = validator(application)
    with closing(checked(environ, lambda *args: started.extend(args))) as parts:
        body = b"".join(parts)
    return started[0], dict(started[1]), body
