"""Rights handed on without a password: a café may write into huey's book, and do nothing else there.

    uv run python 05_jwt/delegation.py

This is what slide 65 promises. Three programs take part, each in a process of its
own: the server, huey who knows the password, and the till, cafe_till.py, which
gets an address and a token.
"""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

from ask_with_token import request_for, send
from two_servers import servers

# What Python itself needs, on Windows and with other consoles.
TO_RUN = ("PATH", "SYSTEMROOT", "PYTHONIOENCODING", "PYTHONUTF8")


def ask(method: str, url: str, token: str = "", **values: str) -> Any:
    """Return what the server answers to huey; end the program if that is a refusal."""
    status, text = send(request_for(method, url, values, token))
    if status >= 400:
        sys.exit(f"{method} {url}: {status} {text}")
    return json.loads(text)


def main(server: str) -> None:
    """Sign up, log in, hand a right on, and look at the book afterwards."""
    huey = {"nickname": "huey", "password": secrets.token_urlsafe(12)}
    user_id = ask("POST", f"{server}/users", **huey)["user_id"]
    token = ask("POST", f"{server}/login", **huey)["access_token"]
    handed = ask("POST", f"{server}/tokens", token, scope="entries:write", minutes="10")
    print(f"huey logs in, and hands on: {handed['scope']}, for {handed['expires_in']} seconds")
    print("The till of the cafe, with that token:", flush=True)
    till = [sys.executable, str(Path(__file__).with_name("cafe_till.py")), server, "americano", "4500"]
    # What else stands in our environment, such as JWT_KEYS, is none of its business.
    known = {name: os.environ[name] for name in TO_RUN if name in os.environ}
    if subprocess.run(till, env=known | {"TOKEN": handed["access_token"]}, timeout=60).returncode:
        sys.exit(1)
    print("huey reads the book:", ask("GET", f"{server}/users/{user_id}/entries", token))


if __name__ == "__main__":
    try:
        with servers("jwt_server.py", secrets.token_urlsafe(32)) as [address]:
            main(f"http://{address}")
    except KeyboardInterrupt:
        sys.exit("Stopped.")
