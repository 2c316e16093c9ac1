r"""A client is the other half: it connects, writes a request, and reads the answer.

    uv run python 01_hello/ask.py http://127.0.0.1:8000/

shows every line that travels, with the \r\n at its end that one never sees:
`>` goes to the server, `<` comes back. A second argument is sent as it stands,
instead of a request, to find out how a server takes it.
"""

import socket
import sys
from urllib.parse import urlsplit

PATIENCE_SECONDS = 10


def request_for(url: str) -> bytes:
    """Return the smallest request that HTTP/1.1 allows (RFC 9112, section 3.2: Host is required)."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("an address looks like http://127.0.0.1:8000/")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode()


def exchange(url: str, request: bytes) -> bytes:
    """Send the bytes to the URL's host and port; return all that comes back until the server closes."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port or 80), PATIENCE_SECONDS) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b""))


def shown(direction: str, data: bytes) -> str:
    """Return the bytes line by line, each with its direction and its line end in sight."""
    return "\n".join(f"{direction} {repr(line)[2:-1]}" for line in data.splitlines(keepends=True))


def main(url: str, *text: str) -> None:
    """Ask and show both directions; exit with a sentence if nobody answers."""
    try:
        request = request_for(url)
        if text:
            request = f"{text[0]}\r\n".encode()
        print(shown(">", request))
        print(shown("<", exchange(url, request)))
    except (OSError, ValueError) as error:
        sys.exit(f"No answer from {url}: {error}. Is the server running, and is this its address?")


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit('Say whom to ask, and in quotes what: ask.py http://127.0.0.1:8000/ "How are you?"')
    main(*sys.argv[1:])
