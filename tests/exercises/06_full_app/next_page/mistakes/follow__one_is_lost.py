"""The cursor names the row after the page, and the next page begins behind that."""

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
    sql = "SELECT * FROM entries WHERE (day, id) < (?, ?) ORDER BY day DESC, id DESC LIMIT ?"
    rows = [dict(row) for row in database.execute(sql, (*cursor, limit + 1))]
    following = f"{rows[-1]['day']}_{rows[-1]['id']}" if len(rows) > limit else None
    return {"items": rows[:limit], "next": following}
