"""Only the last key is remembered."""

from functools import wraps

from flask import Flask, make_response, request

app = Flask(__name__)
entries = []


last = {}


def idempotent(view):
    @wraps(view)
    def once():
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view()
        if last.get("key") == key:
            return last["answer"] if last["body"] == request.get_data() else ({"error": "key"}, 422)
        answer = make_response(view())
        if answer.status_code < 400:
            last.update(key=key, body=request.get_data(), answer=answer)
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
