"""The body decides, and the key only says that it may."""

from functools import wraps

from flask import Flask, make_response, request

app = Flask(__name__)
entries = []


kept = {}


def idempotent(view):
    @wraps(view)
    def once():
        if "Idempotency-Key" not in request.headers:
            return view()
        body = request.get_data()
        if body not in kept:
            kept[body] = make_response(view())
        return kept[body]

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
