"""The cursor is the day alone, and the rest of that day is lost."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries():
    limit = int(request.args["limit"])
    cursor = request.args.get("cursor", "9999-12-31")
    sql = "SELECT * FROM entries WHERE day < ? ORDER BY day DESC, id DESC LIMIT ?"
    rows = [dict(row) for row in database.execute(sql, (cursor, limit + 1))]
    return {"items": rows[:limit], "next": rows[limit - 1]["day"] if len(rows) > limit else None}
