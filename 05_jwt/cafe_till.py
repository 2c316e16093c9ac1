"""The till of a café, which writes into your book what you had there, and knows no password of yours.

    TOKEN=eyJ... uv run python 05_jwt/cafe_till.py http://127.0.0.1:8000 americano 4500

delegation.py starts it with a token that is good for `entries:write` and nothing
else. The café is curious: it tries what else the token is good for.
"""

import datetime
import json
import os
import re
import sys
from http.client import HTTPException
from urllib.error import URLError

from ask_with_token import request_for, send, token_in
from by_hand import from_base64url

USAGE = (
    "Say where, what, and how much, with a token in TOKEN: cafe_till.py http://127.0.0.1:8000 americano 4500"
)


def book_of(server: str, token: str) -> str:
    """Return the address of the book of the token's user, who stands in it for all to read."""
    payload = json.loads(from_base64url(token.split(".")[1]))
    return f"{server}/users/{payload['sub']}/entries"


def main(server: str, book: str, memo: str, amount: int, token: str) -> None:
    """Write an entry, and try to read, change and delete it, and to get more rights."""
    entry = {"day": datetime.date.today().isoformat(), "amount": str(amount), "memo": memo}
    status, text = tried("writes an entry", "POST", book, entry, token)
    if status != 201:
        sys.exit("The entry is not written.")
    mine = f"{book}/{json.loads(text)['entry_id']}"
    tried("reads the book", "GET", book, {}, token)
    tried("changes an entry", "PUT", mine, entry, token)
    tried("deletes an entry", "DELETE", mine, {}, token)
    tried("gets more rights", "POST", f"{server}/tokens", {"scope": "entries:read"}, token)


def tried(what: str, method: str, url: str, values: dict[str, str], token: str) -> tuple[int, str]:
    """Send a request, print what is answered, and return it."""
    status, text = send(request_for(method, url, values, token))
    shown = re.sub(r"eyJ[\w.-]+", "eyJ...", text.strip())
    print(f"  {what:16} {method:6} {status} {shown}".rstrip())
    return status, text


if __name__ == "__main__":
    try:
        server, memo, price = sys.argv[1:]
        token = token_in(os.environ)
        book, amount = book_of(server, token), -abs(int(price))
    except (LookupError, TypeError, ValueError):
        sys.exit(USAGE)
    try:
        main(server, book, memo, amount, token)
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except (URLError, HTTPException, OSError, ValueError) as error:
        sys.exit(f"No answer from {server}: {error}. Is the server running, and is this its address?")
