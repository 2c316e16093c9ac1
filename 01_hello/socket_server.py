"""A server waits at a port, reads bytes, and answers with bytes. Nothing else.

    uv run python 01_hello/socket_server.py
    uv run python 01_hello/ask.py http://127.0.0.1:8000/     in a second terminal

There is no library here that knows HTTP: the request is text that ends with an
empty line, and so is the head of the answer (RFC 9112). Open the address in a
browser, too, and look at what a browser sends without being asked.
"""

import socket
import sys
from contextlib import suppress

from ports import free_port

LONGEST_REQUEST = 8192
PATIENCE_SECONDS = 5


def answer(request: bytes) -> bytes:
    """Return the answer to one request, head and body."""
    request_line = request.split(b"\r\n", 1)[0]
    match request_line.split(b" "):
        case [b"GET", b"/", version] if version.startswith(b"HTTP/1."):
            return response("200 OK", "Hello World!\n")
        case [b"GET", _, version] if version.startswith(b"HTTP/1."):
            return response("404 Not Found", "There is only / here.\n")
        case [_, _, version] if version.startswith(b"HTTP/1."):
            return response("405 Method Not Allowed", "Only GET is understood here.\n", "Allow: GET")
    return response("400 Bad Request", "A request begins like this: GET / HTTP/1.1\n")


def response(status: str, text: str, *headers: str) -> bytes:
    """Return status line, headers, empty line and body, as they travel."""
    body = text.encode()
    lines = [
        f"HTTP/1.1 {status}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def receive(connection: socket.socket) -> bytes:
    """Return what came up to the empty line; less if it ends, stops, is too long or no HTTP."""
    received = b""
    while b"\r\n\r\n" not in received and len(received) < LONGEST_REQUEST:
        try:
            piece = connection.recv(1024)
        except TimeoutError:
            break
        received += piece
        # A first line without a version is no HTTP request, and its sender may wait for us for ever.
        if not piece or (b"\n" in received and b" HTTP/1." not in received.split(b"\n", 1)[0]):
            break
    return received


def talk_to(connection: socket.socket) -> None:
    """Read one request from a client, show it, and answer it."""
    connection.settimeout(PATIENCE_SECONDS)
    request = receive(connection)
    if not request:
        # Browsers open connections in advance, and close those that they do not need.
        print("somebody connected and said nothing")
        return
    for line in request.splitlines(keepends=True):
        print("received", line)
    connection.sendall(answer(request))
    connection.shutdown(socket.SHUT_WR)
    # Closing with unread bytes would cut the answer off (RFC 9112, section 9.6): read on, but not for ever.
    with suppress(TimeoutError):
        for _ in range(64):
            if not connection.recv(1024):
                break


def serve(listener: socket.socket) -> None:
    """Answer one client after the other, for ever; one that breaks off does not end the server."""
    # Windows notices Ctrl-C only between two waits.
    listener.settimeout(1)
    while True:
        try:
            connection, _ = listener.accept()
        # On some systems accept() fails if the client has gone already (ECONNABORTED).
        except (TimeoutError, ConnectionError):
            continue
        with connection:
            try:
                talk_to(connection)
            except OSError as error:
                print("the client went away:", error)


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", free_port())) as listener:
        print(f"Listening on http://127.0.0.1:{listener.getsockname()[1]}/ (Ctrl-C stops it)")
        try:
            serve(listener)
        except KeyboardInterrupt:
            sys.exit(0)
