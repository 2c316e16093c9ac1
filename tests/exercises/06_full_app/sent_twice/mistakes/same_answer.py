"""Who asks again is told that it has been done, and not what the id is."""

from functools import wraps

from flask import Flask, make_response, request

app = Flask(__name__)
entries = []


seen = set()


def idempotent(view):
    @wraps(view)
    def once():
        key = request.headers.get("Idempotency-Key")
        if key in seen:
            return {"message": "done already"}, 200
        if key:
            seen.add(key)
        return view()

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
