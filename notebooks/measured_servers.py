"""Servers of stage 05 to measure: as many of each kind as one wants, each a process of its own.

They are session_server.py and token_server.py as they are, but for two things. Checking a password is
quick: it is slow for a good reason, and equally slow for both, and thousands of log-ins would take
minutes. And with POST /log-ins/1000 a server logs in a thousand users by itself.
"""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path

import jwt_requests
import server_keeper
from flask import Flask
from flask.typing import ResponseReturnValue
from two_servers import ANY_KEY, FLASK, HUEY, address_in


@dataclass(frozen=True)
class Server:
    """A running server: its address, host:port, and the number of the process that keeps it."""

    address: str
    process_id: int


def create_app(name: str) -> Flask:
    """Return the application of a module of stage 05, as it is measured here."""
    jwt_requests.SCRYPT = "pbkdf2:sha256:1"
    app: Flask = import_module(name).app

    @app.post("/log-ins/<id:count>")
    def log_in_many(count: int) -> ResponseReturnValue:
        """Call the view that logs in so often; neither the network nor Flask is in between."""
        with app.test_request_context("/login", method="POST", json=HUEY):
            for _ in range(count):
                app.view_functions["log_in"]()
        return "", 204

    return app


@contextmanager
def running(count: int, *names: str) -> Iterator[list[list[Server]]]:
    """Start so many servers of each of these modules, all with one key, and yield a list for each module.

    server_keeper.py ends them, also when the notebook is killed.
    """
    # What stands in the terminal for other servers is not for these.
    ours = {name: value for name, value in os.environ.items() if not re.match("FLASK_|MYSQL_URL", name)}
    ours["JWT_KEYS"] = f"shared:{ANY_KEY}"
    with ExitStack() as afterwards:
        processes = []
        for name in names * count:
            # Whatever a server leaves behind is in here, and the keeper removes it.
            folder = tempfile.mkdtemp(prefix="measured-server-")
            command = [*FLASK, f"{__file__}:create_app('{name}')", "run", "--port", "0"]
            process = server_keeper.start(
                Path(folder),
                command,
                ours | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            processes.append(afterwards.enter_context(process))
            assert process.stdin
            # That ends the keeper, and it the server.
            afterwards.callback(process.stdin.close)
        started = [Server(address_in(process), process.pid) for process in processes]
        yield [started[first :: len(names)] for first in range(len(names))]


def ask(server: Server, request: str, headers: dict[str, str], sent: str | None = None) -> tuple[int, str]:
    """Send a request such as "GET /me" and return the status, and the answer with its headers."""
    connection = HTTPConnection(server.address, timeout=30)
    method, path = request.split()
    connection.request(method, path, sent, headers)
    answer = connection.getresponse()
    text = f"{answer.headers}{answer.read().decode()}"
    connection.close()
    return answer.status, text


def log_in(server: Server) -> dict[str, str]:
    """Log in, and return the header that shows it from then on: with the cookie, or with the token."""
    _, text = ask(server, "POST /login", {"Content-Type": "application/json"}, json.dumps(HUEY))
    if cookie := re.search(r"session_id=[^;]+", text):
        return {"Cookie": cookie[0]}
    return {"Authorization": f"Bearer {json.loads(text.splitlines()[-1])['access_token']}"}
