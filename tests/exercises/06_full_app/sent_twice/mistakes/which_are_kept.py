"""Only what was created is kept."""

from functools import wraps

from flask import Flask, make_response, request

app = Flask(__name__)
entries = []


kept = {}


def idempotent(view):
    @wraps(view)
    def once():
        key, body = request.headers.get("Idempotency-Key"), request.get_data()
        if key in kept:
            return kept[key][1] if kept[key][0] == body else ({"error": "key"}, 422)
        answer = make_response(view())
        if key and answer.status_code == 201:
            kept[key] = (body, answer)
        return answer

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
