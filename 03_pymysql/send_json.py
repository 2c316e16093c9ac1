"""A client for the server of this stage, and for every other that speaks JSON.

    uv run python 03_pymysql/send_json.py POST http://127.0.0.1:8000/users nickname=huey password=very-secret
    uv run python 03_pymysql/send_json.py GET http://127.0.0.1:8000/users

Each key=value becomes a key of the JSON object; a whole number is sent as a
number, everything else as a text. With blanks, write "memo=lunch with Dewey".
"""

import json
import sys
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

USAGE = "Say what, where, and with which values: send_json.py POST http://127.0.0.1:8000/users nickname=huey"


def value_of(text: str) -> str | int:
    """Return the number that a text is, or the text."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 20 else text


def request_for(method: str, url: str, pairs: list[str]) -> Request:
    """Return a request with the pairs as a JSON object; raise ValueError if one of them is no pair."""
    # An address travels as ASCII; what is written %.. already stays.
    request = Request(quote(url, safe=":/?&=%#@+,;"), method=method)
    if pairs:
        values = dict(pair.split("=", 1) for pair in pairs)
        request.data = json.dumps({key: value_of(text) for key, text in values.items()}).encode()
        request.add_header("Content-Type", "application/json")
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
        request = request_for(method, url, pairs)
    except ValueError:
        sys.exit(USAGE)
    try:
        status, text = send(request)
    except (URLError, HTTPException, OSError, ValueError) as error:
        sys.exit(f"No answer from {url}: {error}. Is the server running, and is this its address?")
    print(status, text.strip())
