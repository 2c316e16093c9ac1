"""Two servers side by side: log in at one, and ask the other. With sessions it fails, with tokens it works.

    uv run python 05_jwt/two_servers.py

Each server is a process of its own, started by the command that you type, too.
The two with tokens know the same key; the third one knows another.
"""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

FLASK = [sys.executable, "-m", "flask", "--app"]
ANY_KEY = secrets.token_urlsafe(32)
HUEY = {"nickname": "huey", "password": "very-secret"}


@contextmanager
def servers(application: str, *keys: str) -> Iterator[list[str]]:
    """Start a server for each key, each in a process of its own, and yield their addresses: host:port."""
    command = [*FLASK, str(Path(__file__).with_name(application)), "run", "--port", "0"]
    # What stands in the terminal for other servers is not for these: they need no database of yours.
    ours = {name: value for name, value in os.environ.items() if not re.match("FLASK_|MYSQL_URL", name)}
    with ExitStack() as afterwards:
        # Whatever a server leaves behind when it is ended, is in here.
        folder = afterwards.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        ours |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder) | {"PYTHONUTF8": "1"}
        started = []
        for key in keys:
            process = subprocess.Popen(
                command,
                env=ours | {"JWT_KEYS": f"shared:{key}"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
            started.append(afterwards.enter_context(process))
            afterwards.callback(process.terminate)
        yield [address_in(process) for process in started]


def address_in(process: "subprocess.Popen[str]") -> str:
    """Return the address that a starting server prints; end the program if it does not start."""
    assert process.stderr
    printed = []
    for line in process.stderr:
        printed.append(line)
        if found := re.search(r"Running on http://(\S+)", line):
            # Somebody has to read its log, or it waits when the pipe is full.
            Thread(target=process.stderr.read, daemon=True).start()
            return found[1]
    sys.exit(f"A server did not start:\n{''.join(printed)}")


def ask(what: str, address: str, request: str, sent: object = None, **headers: str) -> tuple[str, Any]:
    """Send a request such as "GET /me", print what is answered, and return cookie and body."""
    connection = HTTPConnection(address, timeout=30)
    method, path = request.split()
    connection.request(method, path, json.dumps(sent), {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    body = json.load(answer)
    connection.close()
    shown = re.sub(r"eyJ[\w.-]+", "eyJ...", json.dumps(body))
    print(f"  {what:20} {answer.status} {shown}")
    return (answer.getheader("Set-Cookie") or "").partition(";")[0], body


def with_sessions() -> None:
    """Bring to the second server the number that the first one has handed out."""
    print("Sessions: two servers are starting")
    with servers("session_server.py", ANY_KEY, ANY_KEY) as (first, second):
        print(f"  first {first}, second {second}")
        cookie, _ = ask("log in at the first", first, "POST /login", HUEY)
        ask("ask the first", first, "GET /me", Cookie=cookie)
        ask("ask the second", second, "GET /me", Cookie=cookie)


def with_tokens() -> None:
    """Bring to the second server, and to a third, the token that the first one has signed."""
    print("Tokens: two servers with the same key are starting, and a third with another one")
    with servers("token_server.py", ANY_KEY, ANY_KEY, secrets.token_urlsafe(32)) as addresses:
        first, second, third = addresses
        print(f"  first {first}, second {second}, third {third}")
        _, body = ask("log in at the first", first, "POST /login", HUEY)
        for name, address in {"first": first, "second": second, "third": third}.items():
            ask(f"ask the {name}", address, "GET /me", Authorization=f"Bearer {body['access_token']}")


if __name__ == "__main__":
    try:
        with_sessions()
        with_tokens()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
