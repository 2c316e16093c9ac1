"""Greet visitors over HTTP, in WSGI."""

from collections.abc import Callable, Iterable
from typing import Any


def path_of(environ: dict[str, Any]) -> str:
    """Return the path as text: PATH_INFO has a character for each of its bytes (PEP 3333)."""
    path: str = environ["PATH_INFO"]
    return path.encode("latin-1").decode("utf-8", "replace")


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer one request."""
    before, _, name = path_of(environ).partition("/hello/")
    if before or not name:
        start_response("404 Not Found", [])
        return []
    if environ["REQUEST_METHOD"] != "GET":
        start_response("405 Method Not Allowed", [("Allow", "GET")])
        return []
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello {name}".encode()]
