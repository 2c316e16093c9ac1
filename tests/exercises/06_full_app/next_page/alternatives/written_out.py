"""The comparison of two columns is written out, and the cursor is JSON."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


import json

COLUMNS = ("id", "day", "memo")
AFTER = "WHERE day < :day OR (day = :day AND id < :id)"


@app.get("/entries")
def list_entries():
    limit = request.args.get("limit", type=int)
    values = {"limit": limit + 1}
    sql = "SELECT * FROM entries"
    if "cursor" in request.args:
        values |= json.loads(request.args["cursor"])
        sql += f" {AFTER}"
    sql += " ORDER BY day DESC, id DESC LIMIT :limit"
    found = [dict(zip(COLUMNS, row)) for row in database.execute(sql, values)]
    more = len(found) == limit + 1
    page = found[0:limit]
    cursor = None
    if more:
        last = page[-1]
        cursor = json.dumps({"day": last["day"], "id": last["id"]})
    return {"items": page, "next": cursor}
