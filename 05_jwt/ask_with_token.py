"""A client that brings a token: the one in the environment variable TOKEN, if there is one.

    uv run python 05_jwt/ask_with_token.py POST http://127.0.0.1:8000/login nickname=huey password=very-secret
    TOKEN=eyJ... uv run python 05_jwt/ask_with_token.py GET http://127.0.0.1:8000/users

In PowerShell, `$env:TOKEN = "eyJ..."` first. As in send_json.py of stage 03, each
key=value becomes a key of the JSON object.
"""

import json
import os
import re
import sys
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

USAGE = (
    "Say what, where, and with which values: ask_with_token.py POST http://127.0.0.1:8000/users nickname=huey"
)
WHAT_IT_IS = "TOKEN is no token: that is one line, three parts with dots between them, and no quotes."
# Without a proxy: it would not find 127.0.0.1, and passwords are none of its business.
OPENER = build_opener(ProxyHandler({}))
# All others are texts, a password of digits alone as well.
NUMBERS = ("amount", "from_user", "to_user", "minutes")


def token_in(environment: Mapping[str, str]) -> str:
    """Return the token of the environment, or an empty text; end the program if it cannot be one."""
    token = environment.get("TOKEN", "").strip()
    # The third part may be empty: forgeries are to be tried as well.
    if token and not re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]*", token, re.ASCII):
        sys.exit(WHAT_IT_IS)
    return token


def value_of(key: str, text: str) -> str | int:
    """Return what is sent for key=text: for some keys a number, if it is one."""
    return int(text) if key in NUMBERS and re.fullmatch("-?[0-9]{1,19}", text) else text


def request_for(method: str, url: str, values: Mapping[str, str], token: str) -> Request:
    """Return a request with the values as a JSON object, and the token in its header (RFC 6750, 2.1)."""
    # An address travels as ASCII; what is written %.. already stays.
    request = Request(quote(url, safe=":/?&=%#@+,;"), method=method)
    if values:
        request.data = json.dumps({key: value_of(key, text) for key, text in values.items()}).encode()
        request.add_header("Content-Type", "application/json")
    if token:
        # Unredirected: wherever the server sends us, the token is not for them.
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    return request


def send(request: Request) -> tuple[int, str]:
    """Return status and text of the answer, also of one that refuses."""
    try:
        with OPENER.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


if __name__ == "__main__":
    try:
        method, url, *pairs = sys.argv[1:]
        values = dict(pair.split("=", 1) for pair in pairs)
    except ValueError:
        sys.exit(USAGE)
    try:
        status, text = send(request_for(method, url, values, token_in(os.environ)))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except (URLError, HTTPException, OSError, ValueError) as error:
        sys.exit(f"No answer from {url}: {error}. Is the server running, and is this its address?")
    print(status, text.strip())
