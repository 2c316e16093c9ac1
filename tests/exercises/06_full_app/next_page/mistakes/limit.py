"""The row that is asked for only to see whether there are more is given out too."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries():
    limit = int(request.args["limit"])
    sql = "SELECT * FROM entries ORDER BY day DESC, id DESC LIMIT ?"
    rows = [dict(row) for row in database.execute(sql, (limit + 1,))]
    return {"items": rows, "next": rows[-1]["day"] if len(rows) > limit else None}
