"""The standard library's server: somebody else has read RFC 9112 for us.

    uv run python 01_hello/standard_server.py
    uv run python 01_hello/ask.py http://127.0.0.1:8000/     in a second terminal

Compare it with socket_server.py: reading, splitting, dates, the log and the
answers to what is not HTTP are gone from our file. What is left is ours: what
to say for which path. It is made for trying things out, not for the internet.
"""

from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ports import free_port


class HelloHandler(BaseHTTPRequestHandler):
    """Answers one request; the server makes one of these for each connection."""

    def do_GET(self) -> None:
        """Answer a GET: the library looks for do_ and the name of the method."""
        if self.path == "/":
            self.reply(200, "Hello World!\n")
        else:
            self.reply(404, "There is only / here.\n")

    def reply(self, status: int, text: str) -> None:
        """Send status, headers and body."""
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# A thread for each connection: browsers open some that they say nothing on,
# and those must not keep the others waiting.
def make_server(port: int) -> ThreadingHTTPServer:
    """Return a server that listens on the port and answers once `serve_forever` is called."""
    return ThreadingHTTPServer(("127.0.0.1", port), HelloHandler)


if __name__ == "__main__":
    with make_server(free_port()) as server:
        print(f"Listening on http://127.0.0.1:{server.server_port}/ (Ctrl-C stops it)")
        with suppress(KeyboardInterrupt):
            server.serve_forever()
