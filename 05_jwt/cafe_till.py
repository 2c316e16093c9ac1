"""The till of a café, which writes into your book what you had there, and knows no password of yours.

    TOKEN=eyJ... uv run python 05_jwt/cafe_till.py http://127.0.0.1:8000 americano 4500

delegation.py starts it with a token that is good for `entries:write` and nothing
else. The café is curious, and tries more than that.
"""

import datetime
import json
import os
import sys
from http.client import HTTPException
from urllib.error import URLError

from ask_with_token import request_for, send
from by_hand import from_base64url

USAGE = (
    "Say where, what, and how much, with a token in TOKEN: cafe_till.py http://127.0.0.1:8000 americano 4500"
)


def book_of(server: str, token: str) -> str:
    """Return the address of the book of the token's user, who stands in it for all to read."""
    payload = json.loads(from_base64url(token.split(".")[1]))
    return f"{server}/users/{payload['sub']}/entries"


def main(server: str, memo: str, amount: str, token: str) -> None:
    """Write an entry, and see what else the token is good for."""
    book = book_of(server, token)
    entry = {"day": datetime.date.today().isoformat(), "amount": f"-{amount}", "memo": memo}
    for what, method, url, values in [
        ("writes an entry", "POST", book, entry),
        ("reads the book", "GET", book, {}),
        ("changes an entry", "PUT", f"{book}/1", entry),
        ("deletes an entry", "DELETE", f"{book}/1", {}),
        ("gets more rights", "POST", f"{server}/tokens", {"scope": "entries:read"}),
    ]:
        status, text = send(request_for(method, url, values, token))
        print(f"  {what:16} {method:6} {status} {text.strip()}")


if __name__ == "__main__":
    try:
        server, memo, amount = sys.argv[1:]
        token = os.environ["TOKEN"].strip()
        main(server, memo, amount, token)
    except (URLError, HTTPException, OSError) as error:
        sys.exit(f"No answer from {server}: {error}. Is the server running, and is this its address?")
    except (KeyError, IndexError, ValueError):
        sys.exit(USAGE)
