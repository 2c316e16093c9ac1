"""The account book's API from Python: sign in, and read what a month came to.

    uv run account-book demo --email api@example.com --password "tree under a blue roof"
    uv run account-book
    uv run python 06_full_app/ask_the_api.py http://127.0.0.1:8000 api@example.com "tree under a blue roof"

Standard library only, so that it runs wherever Python does.
"""

import json
import sys
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen


def ask(url: str, token: str | None = None, **body: str) -> Any:
    """Return the JSON that a GET, or with a body a POST, is answered with."""
    request = Request(url, data=json.dumps(body).encode() if body else None)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def main(server: str, email: str, password: str) -> None:
    """Print what came in and went out this month in the user's first book."""
    api = f"{server}/api/v1"
    token = ask(f"{api}/auth/login", email=email, password=password)["access_token"]
    book = ask(f"{api}/books", token)["items"][0]
    report = ask(f"{api}/books/{book['id']}/reports/month", token)
    for total in report["currencies"]:
        print(f"{report['month']} {total['currency']}: in {total['income']:,}, out {total['expense']:,}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("Say whom to ask, and who you are: ask_the_api.py http://127.0.0.1:8000 EMAIL PASSWORD")
    try:
        main(*sys.argv[1:])
    except HTTPError as problem:
        sys.exit(f"The server says {problem.code}: {json.load(problem)['detail']}")
    except URLError as error:
        sys.exit(f"No answer: {error.reason}. Is the server running, and is this its address?")
