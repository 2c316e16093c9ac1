"""A signed cursor, as in the account book; a second question asks whether there are more."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


from flask import jsonify
from itsdangerous import URLSafeSerializer

signing = URLSafeSerializer("a secret of this exercise")


def after(key, limit):
    return database.execute(
        "SELECT id, day, memo FROM entries WHERE (day, id) < (?, ?) ORDER BY day DESC, id DESC LIMIT ?",
        (*key, limit),
    ).fetchall()


@app.get("/entries")
def list_entries():
    key = signing.loads(request.args["cursor"]) if request.args.get("cursor") else ("9999-12-31", 2**62)
    rows = after(key, int(request.args["limit"]))
    last = (rows[-1]["day"], rows[-1]["id"]) if rows else None
    following = signing.dumps(last) if last and after(last, 1) else None
    return jsonify(items=[{"id": row[0], "day": row[1], "memo": row[2]} for row in rows], next=following)
