"""The cursor counts rows, which move when one is added."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries():
    limit, offset = int(request.args["limit"]), int(request.args.get("cursor", 0))
    sql = "SELECT * FROM entries ORDER BY day DESC, id DESC LIMIT ? OFFSET ?"
    rows = [dict(row) for row in database.execute(sql, (limit + 1, offset))]
    return {"items": rows[:limit], "next": str(offset + limit) if len(rows) > limit else None}
