"""What `fuzz_api.py` tells schemathesis: to sign in, and which book there is."""

import json
import os
import urllib.parse
import urllib.request
from typing import Any

import schemathesis

LONGEST_QUERY = 7_500
"""Characters, with the path below the 8,190 of `serve.py`."""


@schemathesis.auth(refresh_interval=600)
class SignedIn:
    """Signs in, and again when the log-in is ten minutes old."""

    def get(self, case: Any, context: Any) -> str:
        """Return an access token."""
        body = {"email": os.environ["FUZZ_EMAIL"], "password": os.environ["FUZZ_PASSWORD"]}
        request = urllib.request.Request(
            f"{os.environ['FUZZ_URL']}/api/v1/auth/login",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        return str(json.load(urllib.request.urlopen(request))["access_token"])

    def set(self, case: Any, data: str, context: Any) -> None:
        """Send the token."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    """Ask about the book that is there, wherever a number would have done."""
    if path_parameters and isinstance(path_parameters.get("book_id"), int):
        path_parameters["book_id"] = 1
    return path_parameters


@schemathesis.hook
def filter_query(context: Any, query: Any) -> bool:
    """Leave out what gunicorn finds too long: it answers that itself, as test_wire.py shows."""
    sent = urllib.parse.urlencode(query, doseq=True, errors="replace") if query else ""
    return len(sent) < LONGEST_QUERY
