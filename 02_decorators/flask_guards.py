"""Decorators of one's own on Flask's views: what each view needs stands above it.

    uv run python 02_decorators/flask_guards.py
    uv run flask --app 02_decorators/flask_guards run --port 8000     send_entry.py is a client for it

Decorators are applied from the one nearest to the function outwards, and a
request passes them from the outermost inwards. `@app.post` stands on top: it
enters into Flask's table whatever is below it, guards included.
"""

import hmac
import os
import secrets
from collections.abc import Callable
from functools import wraps
from time import perf_counter
from typing import Any

from flask import Flask, Response, current_app, json, make_response, request
from flask.typing import ResponseReturnValue

View = Callable[..., ResponseReturnValue]
KIND_NAMES = {str: "a text", int: "a whole number"}

app = Flask(__name__)
app.config["API_KEY"] = os.environ.get("API_KEY") or secrets.token_urlsafe(16)
app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
entries: list[dict[str, Any]] = []


def timed(view: View) -> View:
    """Measure a view; the answer says how long it took (header Server-Timing, in milliseconds)."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Response:
        started = perf_counter()
        response = make_response(view(*args, **kwargs))
        response.headers["Server-Timing"] = f"view;dur={(perf_counter() - started) * 1000:.3f}"
        return response

    return wrapper


def requires_key(view: View) -> View:
    """Let a request pass that brings the server's key in X-Api-Key; answer 401 to others."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        # The server reads each byte of a header as one character; this turns them back (PEP 3333).
        given = request.headers.get("X-Api-Key", "").encode("latin-1", "replace")
        # Compared in equal time, so that nobody can guess the key letter by letter with a watch.
        if not hmac.compare_digest(given, current_app.config["API_KEY"].encode()):
            message = "Send the key in the header X-Api-Key. It is what API_KEY was when the server started."
            return {"error": message}, 401, {"WWW-Authenticate": "ApiKey"}
        return view(*args, **kwargs)

    return wrapper


def requires_json(**kinds: type) -> Callable[[View], View]:
    """Return a decorator: the view gets a JSON object with these keys first; others get 400 or 415."""
    kind_names = {key: KIND_NAMES[kind] for key, kind in kinds.items()}

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if not request.is_json:
                return {"error": "Send JSON, with the header Content-Type: application/json."}, 415
            try:
                # decode(): JSON travels as UTF-8 (RFC 8259, section 8.1); loads() would guess.
                body = json.loads(request.get_data().decode())
            except (ValueError, RecursionError):
                return {"error": 'The body is not JSON. JSON looks like this: {"amount": 9000}'}, 400
            if not isinstance(body, dict):
                return {"error": "The body is JSON, but not an object in { }."}, 400
            for key, kind in kinds.items():
                # type() and not isinstance(): for Python, true is a whole number, too.
                if type(body.get(key)) is not kind:
                    return {"error": f'"{key}" is missing, or is not {kind_names[key]}.'}, 400
            return view(body, *args, **kwargs)

        return wrapper

    return decorator


@app.get("/entries")
@timed
def list_entries() -> ResponseReturnValue:
    """Return all entries."""
    return {"entries": entries}


@app.post("/entries")
@timed
@requires_key
@requires_json(memo=str, amount=int)
def add_entry(body: dict[str, Any]) -> ResponseReturnValue:
    """Add an entry."""
    entry = {"memo": body["memo"], "amount": body["amount"]}
    entries.append(entry)
    return entry, 201


if __name__ == "__main__":
    client = app.test_client()
    key = {"X-Api-Key": app.config["API_KEY"]}
    for what, sent in {
        "no key": {"json": {"memo": "lunch", "amount": 9000}},
        "a form": {"headers": key, "data": {"memo": "lunch"}},
        "not JSON": {"headers": key, "data": "lunch", "content_type": "application/json"},
        "no amount": {"headers": key, "json": {"memo": "lunch"}},
        "complete": {"headers": key, "json": {"memo": "lunch", "amount": 9000}},
    }.items():
        answer = client.post("/entries", **sent)  # type: ignore[arg-type]
        print(f"{what:9} -> {answer.status_code} {answer.json}")
    print("the list  ->", client.get("/entries").json)
    print("measured  ->", client.get("/entries").headers["Server-Timing"])
