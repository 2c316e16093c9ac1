"""A client that brings a token: the one in the environment variable TOKEN, if there is one.

    uv run python 05_jwt/ask_with_token.py POST http://127.0.0.1:8000/login nickname=huey password=very-secret
    TOKEN=eyJ... uv run python 05_jwt/ask_with_token.py GET http://127.0.0.1:8000/users

In PowerShell, `$env:TOKEN = "eyJ..."` first. Otherwise it is send_json.py of
stage 03: a whole number is sent as a number, everything else as a text.
"""

import json
import os
import sys
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

USAGE = (
    "Say what, where, and with which values: ask_with_token.py POST http://127.0.0.1:8000/users nickname=huey"
)


def value_of(text: str) -> str | int:
    """Return the number that a text is, or the text."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 20 else text


def request_for(method: str, url: str, values: dict[str, str], token: str) -> Request:
    """Return a request with the values as a JSON object, and the token in its header (RFC 6750, 2.1)."""
    # An address travels as ASCII; what is written %.. already stays.
    request = Request(quote(url, safe=":/?&=%#@+,;"), method=method)
    if values:
        request.data = json.dumps({key: value_of(text) for key, text in values.items()}).encode()
        request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    return request


def send(request: Request) -> tuple[int, str]:
    """Return status and text of the answer, also of one that refuses."""
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


if __name__ == "__main__":
    try:
        method, url, *pairs = sys.argv[1:]
        request = request_for(
            method, url, dict(pair.split("=", 1) for pair in pairs), os.environ.get("TOKEN", "").strip()
        )
    except ValueError:
        sys.exit(USAGE)
    try:
        status, text = send(request)
    except (URLError, HTTPException, OSError, ValueError) as error:
        sys.exit(f"No answer from {url}: {error}. Is the server running, and is this its address?")
    print(status, text.strip())
