"""Application servers that are none: they note what reaches them, and can die in the middle of a request."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from deploy import ports
from deploy.kept import Keeper
from deploy.topology import WebServer

GUARD = 60
"""Seconds after which a test that would hang fails."""


@dataclass
class Arrived:
    """A request as an application server got it."""

    line: str
    headers: Message
    body: bytes


@dataclass
class Upstream:
    """Servers behind the web server; the next `deaths` requests are read, and never answered."""

    deaths: int = 0
    arrived: list[Arrived] = field(default_factory=list)

    def answer(self, connection: socket.socket) -> None:
        with closing(connection), connection.makefile("rb") as said:
            while line := said.readline():
                head = b"".join(iter(said.readline, b"\r\n"))
                headers = BytesParser().parsebytes(head)
                body = said.read(int(headers.get("Content-Length", 0)))
                self.arrived.append(Arrived(line.decode().strip(), headers, body))
                if self.deaths:
                    self.deaths -= 1
                    return
                page = b"<p>hello</p>" * 100
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: inner/1.0\r\n"
                    b"Content-Length: %d\r\n\r\n%s" % (len(page), page)
                )


@dataclass
class Front:
    """The web server with two such servers behind it."""

    web: WebServer
    upstream: Upstream

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        """Send a request and return the answer."""
        with closing(HTTPConnection("127.0.0.1", self.web.port, timeout=GUARD)) as connection:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response, response.read()


@contextmanager
def listening(upstream: Upstream) -> Iterator[int]:
    """Answer at a port, each connection in a thread of its own."""
    [port] = ports.free()
    listener = socket.create_server(("127.0.0.1", port))

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            if stopping.is_set():
                connection.close()
                return
            threading.Thread(target=upstream.answer, args=[connection], daemon=True).start()

    stopping = threading.Event()
    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        stopping.set()
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join(GUARD)
        listener.close()


@contextmanager
def web_server(*app_ports: int) -> Iterator[WebServer]:
    """Run nginx in front of these ports."""
    keeper = Keeper()
    try:
        web = WebServer(keeper, keeper.folder, ports.free()[0], app_ports)
        web.launch()
        # Not is_ready: there is no account book behind it.
        _wait_for(web)
        yield web
    finally:
        keeper.close()


def _wait_for(web: WebServer) -> None:
    while web.runs:
        try:
            socket.create_connection(("127.0.0.1", web.port)).close()
        except ConnectionRefusedError:
            continue
        return
    raise AssertionError(web.last_words())


def log_of(web: WebServer) -> str:
    """Return all that nginx has written down."""
    return "".join(path.read_text(encoding="utf-8") for path in [web.log, Path(web.folder) / "access.log"])
