"""How servers treat clients that are slow or silent, and what happens when they are told to end or to begin anew."""

import json
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from os import kill
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import run
import servers
from account_book.home import Home
from account_book.serve import THREADS
from servers import Server

CLIENTS = (THREADS // 2, 2 * THREADS)
"""Clients of one bad habit at the same time: less than there are threads, and more."""
END_SECONDS = 15
"""Longer than gunicorn waits for requests that have begun."""
HABITS = ("silent", "slow upload", "slow download")
KINDS = {
    "gunicorn, sync": ("--server", "sync", "--threads", "1"),
    "gunicorn, gthread": ("--server", "gthread"),
    "granian": ("--server", "granian"),
}


def measured(
    home: Home, kinds: dict[str, tuple[str, ...]], patience: float
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return a line for each server, and for those that did not start why; nothing is waited for longer than `patience`."""
    lines, missing = [], {}
    for kind, options in kinds.items():
        try:
            with servers.running({kind: servers.variant(home, *options)}) as found:
                lines.append({"server": kind, "patience": patience, **_of(found[kind], patience)})
        except (RuntimeError, OSError) as error:
            missing[kind] = str(error)
    return lines, missing


def _of(server: Server, patience: float) -> dict[str, Any]:
    clients = dict(zip(HABITS, (_connected, _half_sent, _unread), strict=True))
    return {
        **{
            habit: [_healthy_beside(server, client, count, patience) for count in CLIENTS]
            for habit, client in clients.items()
        },
        "reload": _reloaded(server, 2 * patience),
        "end": _ended(server),
    }


def _healthy_beside(
    server: Server, client: Callable[[Server], socket.socket], count: int, patience: float
) -> float | None:
    """Return the seconds until /healthz answers beside so many such clients, None if it does not."""
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(client(server))
        # So that all of them have been taken in.
        time.sleep(0.3)
        started = time.perf_counter()
        try:
            urlopen(f"{server.url}/healthz", timeout=patience).close()
        except OSError:
            return None
        return round(time.perf_counter() - started, 2)


def _connected(server: Server, receive: int | None = None) -> socket.socket:
    client = socket.socket()
    if receive:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    client.settimeout(10)
    client.connect((str(urlsplit(server.url).hostname), urlsplit(server.url).port))
    return client


def _half_sent(server: Server) -> socket.socket:
    client = _connected(server)
    head, body = _request(server)
    client.sendall(head + body[:10])
    return client


def _unread(server: Server) -> socket.socket:
    client = _connected(server, receive=4096)
    client.sendall(
        f"GET /api/v1/books/1/export.csv HTTP/1.1\r\nHost: books\r\nAuthorization: Bearer {server.token}\r\n\r\n".encode()
    )
    return client


def _request(server: Server) -> tuple[bytes, bytes]:
    body = json.dumps(server.entry).encode()
    head = (
        f"POST {run.CREATE} HTTP/1.1\r\nHost: books\r\nAuthorization: Bearer {server.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode(), body


def _reloaded(server: Server, seconds: float) -> dict[str, Any]:
    """Return what clients see of a SIGHUP in the middle of so many seconds."""
    gaps: list[float] = []
    failed: list[str] = []
    with _asking(server, gaps, failed):
        time.sleep(seconds / 3)
        kill(server.pid, signal.SIGHUP)
        time.sleep(seconds * 2 / 3)
    return {"answered": len(gaps), "failed": len(failed), "longest": round(max(gaps, default=0.0), 2)}


@contextmanager
def _asking(server: Server, gaps: list[float], failed: list[str]) -> Iterator[None]:
    """Ask again and again, each time on a connection of its own."""
    done = threading.Event()

    def ask() -> None:
        last = time.perf_counter()
        while not done.is_set():
            try:
                urlopen(f"{server.url}/healthz", timeout=10).close()
            except OSError as error:
                failed.append(str(error))
            else:
                gaps.append(-last + (last := time.perf_counter()))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _ended(server: Server) -> dict[str, Any]:
    """Return what a client gets whose request is half sent when SIGTERM comes, and how long the server lives on."""
    head, body = _request(server)
    with _connected(server) as client:
        client.sendall(head + body[:10])
        time.sleep(0.3)
        started = time.perf_counter()
        kill(server.pid, signal.SIGTERM)
        time.sleep(0.3)
        try:
            client.sendall(body[10:])
            said = client.recv(100)
        except OSError:
            said = b""
    deadline = started + END_SECONDS
    while _lives(server.pid) and time.perf_counter() < deadline:
        time.sleep(0.01)
    return {
        "answer": said[9:12].decode("ascii") or "none",
        "seconds": None if _lives(server.pid) else round(time.perf_counter() - started, 1),
    }


def _lives(pid: int) -> bool:
    # An ended child that nobody has waited for yet is still listed.
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
