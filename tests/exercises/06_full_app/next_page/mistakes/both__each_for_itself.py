"""Day and id are compared each for itself."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries():
    limit = int(request.args["limit"])
    day, number = request.args.get("cursor", "9999-12-31_1000000").split("_")
    sql = "SELECT * FROM entries WHERE day <= ? AND id < ? ORDER BY day DESC, id DESC LIMIT ?"
    rows = [dict(row) for row in database.execute(sql, (day, int(number), limit + 1))]
    items = rows[:limit]
    return {"items": items, "next": f"{items[-1]['day']}_{items[-1]['id']}" if len(rows) > limit else None}
