"""All rows are read, sorted and left out by Python."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries():
    limit = int(request.args["limit"])
    entries = [dict(row) for row in database.execute("SELECT * FROM entries")]
    entries.sort(key=lambda entry: entry["id"])
    entries.sort(key=lambda entry: entry["day"])
    entries.reverse()
    if cursor := request.args.get("cursor"):
        day, number = cursor.rsplit("-", 1)
        entries = [entry for entry in entries if (entry["day"], entry["id"]) < (day, int(number))]
    page, rest = entries[:limit], entries[limit:]
    return {"items": page, "next": "{day}-{id}".format(**page[-1]) if rest else None}
