"""The cursor is the id alone, and the ids are not in the order of the list."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries():
    limit = int(request.args["limit"])
    cursor = request.args.get("cursor", 1_000_000_000)
    sql = "SELECT * FROM entries WHERE id < ? ORDER BY day DESC, id DESC LIMIT ?"
    rows = [dict(row) for row in database.execute(sql, (int(cursor), limit + 1))]
    return {"items": rows[:limit], "next": str(rows[limit - 1]["id"]) if len(rows) > limit else None}
