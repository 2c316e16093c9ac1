"""Two dictionaries; the body is compared as JSON, and kept is what the view returns."""

from functools import wraps

from flask import Flask, make_response, request

app = Flask(__name__)
entries = []


bodies = {}
answers = {}


def idempotent(view):
    @wraps(view)
    def wrapper():
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view()
        if key in answers:
            if bodies[key] != request.json:
                return {"error": "key"}, 422
            return answers[key]
        result = view()
        if app.make_response(result).status_code < 400:
            bodies[key] = request.json
            answers[key] = result
        return result

    return wrapper


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
