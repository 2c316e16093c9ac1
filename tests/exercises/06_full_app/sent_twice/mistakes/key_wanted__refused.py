"""A request without a key is answered with 400."""

from functools import wraps

from flask import Flask, make_response, request

app = Flask(__name__)
entries = []


kept = {}


def idempotent(view):
    @wraps(view)
    def once():
        key = request.headers.get("Idempotency-Key")
        if not key:
            return {"error": "key"}, 400
        if key not in kept:
            kept[key] = view()
        return kept[key]

    return once


@app.post("/entries")
@idempotent
def create_entry():
    fields = request.get_json()
    if fields["amount"] <= 0:
        return {"error": "amount"}, 400
    entries.append({"id": len(entries) + 1, "memo": fields["memo"], "amount": fields["amount"]})
    return entries[-1], 201


@app.get("/entries")
def list_entries():
    return entries
