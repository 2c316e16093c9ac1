"""An object that is called, and a list that is searched."""

from functools import wraps

from flask import Flask, make_response, request

app = Flask(__name__)
entries = []


from flask import abort


class idempotent:
    def __init__(self, view):
        self.view = view
        self.kept = []

    def __call__(self):
        key = request.headers.get("Idempotency-Key")
        for known, body, answer in self.kept:
            if known == key:
                if body != request.get_json():
                    abort(422)
                return answer
        answer = make_response(self.view())
        if key is not None and answer.status_code not in range(400, 600):
            self.kept.append((key, request.get_json(), answer))
        return answer

    __name__ = "create_entry"


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
