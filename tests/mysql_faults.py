"""A database of a test's own on a MySQL server, and a line to the server that breaks when it is told to."""

import secrets
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any

import pymysql
from mysql_server import settings_of
from sqlalchemy import URL, make_url

# Far longer than any answer takes: it ends a test that would hang.
GUARD = 30


def settings_for(url: str) -> dict[str, Any]:
    """Return the arguments of pymysql.connect, for connections without TLS."""
    return {**settings_of(url), "ssl_disabled": True}


def password_of(settings: dict[str, Any]) -> str:
    """Return the password as a text."""
    password = settings["password"]
    return password.decode() if isinstance(password, bytes) else str(password)


def url_for(settings: dict[str, Any]) -> URL:
    """Return the same as SQLAlchemy writes it."""
    url = make_url("mysql+pymysql://").set(
        host=settings["host"],
        port=settings["port"],
        username=settings["user"],
        password=password_of(settings),
        database=settings["database"],
    )
    return url.set(
        query={
            "charset": "utf8mb4",
            "ssl_disabled": "yes",
            "init_command": settings.get("init_command", "SET NAMES utf8mb4"),
        }
    )


def ask(settings: dict[str, Any], sql: str) -> tuple[tuple[Any, ...], ...]:
    """Run one statement on a connection of its own, commit, and return the rows."""
    with closing(pymysql.connect(**settings, autocommit=True)) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(cursor.fetchall())


@contextmanager
def own_database(url: str) -> Iterator[dict[str, Any]]:
    """Yield the settings of an empty database on the server, which is dropped afterwards."""
    settings = settings_for(url)
    name = f"workshop_test_{secrets.token_hex(4)}"
    ask(settings, f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    try:
        yield {**settings, "database": name}
    finally:
        ask(settings, f"DROP DATABASE {name}")


@dataclass
class Fault:
    """What befalls the client's packet in which `word` stands for the `nth` time."""

    word: bytes
    nth: int = 1
    # It reaches the server, and the server's answer does not reach the client.
    arrives: bool = False
    # The server's error number that the client gets instead of an answer; 0 for none, and a line that is cut.
    number: int = 0
    # What somebody else does first; then the packet is handed on as if nothing had happened.
    meanwhile: Callable[[], object] | None = None


class Line:
    """One client's connection, in two halves."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client = client
        self.server = server
        # The server's next answer is kept from the client.
        self.is_to_be_cut = False

    def cut(self) -> None:
        """End both halves, also for a thread that waits at one of them."""
        # Not closed yet: the number of a closed socket goes to the next one, and a thread would read that.
        for half in (self.client, self.server):
            with suppress(OSError):
                half.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close both halves, when no thread needs them any more."""
        self.client.close()
        self.server.close()

    def hand_back(self) -> None:
        """Hand on what the server says, until one of both goes away."""
        with suppress(OSError):
            while (said := self.server.recv(65536)) and not self.is_to_be_cut:
                self.client.sendall(said)
        self.cut()


class Proxy:
    """Stands between clients and a MySQL server; hands on what they say until a fault is set."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._lines: list[Line] = []
        self._threads: list[Thread] = []
        self._fault: Fault | None = None
        self.port = 0
        self.open()

    def open(self) -> None:
        """Listen, at the same port also after it was closed."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        self._is_open = True
        self._acceptor = Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def close(self) -> None:
        """Cut all lines, and refuse new ones."""
        if self._is_open:
            self._is_open = False
            # No system but Linux wakes who waits in accept() when the socket is closed.
            socket.create_connection(self._listener.getsockname(), GUARD).close()
            self._acceptor.join(GUARD)
            self._listener.close()
        for line in self._lines:
            line.cut()
        for thread in self._threads:
            thread.join(GUARD)
        for line in self._lines:
            line.close()
        self._lines, self._threads = [], []

    def mend(self) -> None:
        """Let no fault happen any more, and listen again."""
        self._fault = None
        if not self._is_open:
            self.open()

    def set(self, fault: Fault) -> None:
        """Let this happen once."""
        self._fault = fault

    @property
    def has_failed(self) -> bool:
        """Return whether the fault that was set has happened."""
        return self._fault is None

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            if not self._is_open:
                client.close()
                return
            server = socket.create_connection(self._server, GUARD)
            # A connection may be idle for as long as it likes.
            server.settimeout(None)
            line = Line(client, server)
            self._lines.append(line)
            for target in (line.hand_back, partial(self._hand_on, line)):
                self._threads.append(Thread(target=target, daemon=True))
                self._threads[-1].start()

    def _hand_on(self, line: Line) -> None:
        with suppress(OSError):
            while said := line.client.recv(65536):
                fault = self._happens(said)
                if fault and fault.number:
                    line.client.sendall(error_packet(fault.number))
                    continue
                if fault and fault.meanwhile:
                    fault.meanwhile()
                elif fault and fault.arrives:
                    line.is_to_be_cut = True
                elif fault:
                    break
                line.server.sendall(said)
        if not line.is_to_be_cut:
            line.cut()

    def _happens(self, said: bytes) -> Fault | None:
        fault = self._fault
        if fault is None or fault.word not in said:
            return None
        fault.nth -= 1
        if fault.nth:
            return None
        self._fault = None
        return fault


def error_packet(number: int) -> bytes:
    """Return the server's refusal of a statement, as it is on the wire."""
    said = b"\xff" + struct.pack("<H", number) + b"#HY000" + b"secret words of the server"
    return struct.pack("<I", len(said))[:3] + b"\x01" + said


@contextmanager
def proxied(settings: dict[str, Any]) -> Iterator[tuple[Proxy, dict[str, Any]]]:
    """Yield a proxy before the server, and the settings of who goes through it."""
    proxy = Proxy(settings["host"], settings["port"])
    try:
        yield proxy, {**settings, "host": "127.0.0.1", "port": proxy.port}
    finally:
        proxy.close()
