"""The other side of the guards: a client that brings what each of them asks for.

    uv run python 02_decorators/send_entry.py http://127.0.0.1:8000/entries KEY lunch 9000

Take one thing away and see which guard answers: another KEY, an amount that is
no number. The key travels in a header, and so anybody on the way can read it,
unless the connection is encrypted (https).
"""

import json
import sys
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen


def request_for(url: str, key: str, memo: str, amount: int | str) -> Request:
    """Return a POST with the entry as JSON, and the key in its header."""
    request = Request(url, data=json.dumps({"memo": memo, "amount": amount}).encode(), method="POST")
    request.add_header("Content-Type", "application/json")
    # A header holds bytes; as text, each of them is one character of Latin-1.
    request.add_header("X-Api-Key", key.encode().decode("latin-1"))
    return request


def send(request: Request) -> tuple[int, str]:
    """Return status and text of the answer, also of one that refuses."""
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("Say where, and what: send_entry.py http://127.0.0.1:8000/entries KEY MEMO AMOUNT")
    url, key, memo, amount = sys.argv[1:]
    try:
        status, text = send(request_for(url, key, memo, int(amount) if amount.isdecimal() else amount))
    except (URLError, ValueError) as error:
        sys.exit(f"No answer from {url}: {error}. Is the server running, and is this its address?")
    print(status, text.strip())
