"""A full page is taken for one that more follow."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries():
    limit = int(request.args["limit"])
    cursor = request.args.get("cursor", "9999-12-31_0").split("_")
    rows = database.execute(
        "SELECT * FROM entries WHERE (day, id) < (?, ?) ORDER BY day DESC, id DESC LIMIT ?", (*cursor, limit)
    )
    items = [dict(row) for row in rows]
    following = f"{items[-1]['day']}_{items[-1]['id']}" if len(items) == limit else None
    return {"items": items, "next": following}
