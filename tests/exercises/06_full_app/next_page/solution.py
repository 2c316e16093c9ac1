"""Give out a long list page by page, while others write in it."""

import sqlite3
from typing import Any

from flask import Flask, request

app = Flask(__name__)
# The server answers in several threads.
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries() -> Any:
    """List the entries of one page, and say where the next one begins."""
    limit, cursor = int(request.args["limit"]), request.args.get("cursor")
    after, where = (cursor.split("_"), "WHERE (day, id) < (?, ?)") if cursor else ([], "")
    statement = f"SELECT id, day, memo FROM entries {where} ORDER BY day DESC, id DESC LIMIT ?"
    # One row more than asked tells whether there is a next page.
    rows = database.execute(statement, (*after, limit + 1)).fetchall()
    items = [dict(row) for row in rows[:limit]]
    last = items[-1] if len(rows) > limit else None
    return {"items": items, "next": f"{last['day']}_{last['id']}" if last else None}
