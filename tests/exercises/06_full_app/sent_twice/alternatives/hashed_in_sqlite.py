"""As the account book does it: a table, a hash of the body, the answer as bytes."""

from functools import wraps

from flask import Flask, make_response, request

app = Flask(__name__)
entries = []


import hashlib
import sqlite3

database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, hash TEXT, status INTEGER, body BLOB, type TEXT)")


def idempotent(view):
    def once(*args, **kwargs):
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        digest = hashlib.sha256(request.get_data()).hexdigest()
        row = database.execute("SELECT * FROM kept WHERE key = ?", (key,)).fetchone()
        if row and row[1] != digest:
            return "This key came with another request before.", 422
        if row:
            return app.response_class(row[3], row[2], content_type=row[4])
        response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            values = (key, digest, response.status_code, response.get_data(), response.content_type)
            database.execute("INSERT INTO kept VALUES (?, ?, ?, ?, ?)", values)
        return response

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
