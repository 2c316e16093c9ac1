"""Rows of sqlite3 are not dictionaries, and JSON does not know them."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries():
    limit = int(request.args["limit"])
    rows = database.execute("SELECT * FROM entries ORDER BY day DESC, id DESC LIMIT ?", (limit,)).fetchall()
    return {"items": rows, "next": None}
