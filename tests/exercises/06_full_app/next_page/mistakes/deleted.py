"""The cursor is an id, whose day is looked up, and that entry is gone."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries():
    limit = int(request.args["limit"])
    where, values = "", ()
    if cursor := request.args.get("cursor"):
        where = "WHERE (day, id) < ((SELECT day FROM entries WHERE id = ?), ?)"
        values = (int(cursor), int(cursor))
    sql = f"SELECT * FROM entries {where} ORDER BY day DESC, id DESC LIMIT ?"
    rows = [dict(row) for row in database.execute(sql, (*values, limit + 1))]
    return {"items": rows[:limit], "next": str(rows[limit - 1]["id"]) if len(rows) > limit else None}
