"""Write an entry once, even if the request for it comes twice."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, make_response, request

app = Flask(__name__)
entries: list[dict[str, Any]] = []
kept: dict[str, tuple[bytes, Response]] = {}


def idempotent(view: Callable[[], Any]) -> Callable[[], Any]:
    """Let a view that writes be asked twice with one Idempotency-Key."""

    @wraps(view)
    def once() -> Any:
        key, body = request.headers.get("Idempotency-Key"), request.get_data()
        if key in kept:
            known, answer = kept[key]
            return answer if known == body else ({"error": "This key came with another request before."}, 422)
        answer = make_response(view())
        if key and answer.status_code < 400:
            kept[key] = (body, answer)
        return answer

    return once


@app.post("/entries")
@idempotent
def create_entry() -> Any:
    """Write an entry."""
    fields = request.get_json()
    if fields["amount"] <= 0:
        return {"error": "amount"}, 400
    entries.append({"id": len(entries) + 1, "memo": fields["memo"], "amount": fields["amount"]})
    return entries[-1], 201


@app.get("/entries")
def list_entries() -> Any:
    """List all entries."""
    return entries
