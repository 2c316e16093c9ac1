"""The yardstick: the same answers from bare WSGI, sqlite3 and json, with no token, no checks and no log.

It shows what HTTP, SQLite and JSON cost by themselves. One book, number 1.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from account_book.serve import AT_ONCE_ON_SQLITE, listen, serve

ENTRY = "id, kind, day, amount, account_id, to_account_id, to_amount, category_id, payee, memo, import_id, version"
LIST = f"""
    SELECT {ENTRY} FROM entry WHERE book_id = 1 AND day >= ? AND day <= ? AND deleted_at IS NULL
    ORDER BY day DESC, id DESC LIMIT ?"""
SUMS = """
    SELECT a.currency, e.kind, sum(e.amount) FROM entry e JOIN account a ON a.id = e.account_id
    WHERE e.book_id = 1 AND e.day >= ? AND e.day <= ? AND e.deleted_at IS NULL AND e.kind <> 'transfer'
    GROUP BY a.currency, e.kind"""
MONTH = """
    SELECT e.kind, e.account_id, a.name, e.category_id, c.name, sum(e.amount) AS amount
    FROM entry e JOIN account a ON a.id = e.account_id LEFT JOIN category c ON c.id = e.category_id
    WHERE e.book_id = 1 AND e.day >= ? AND e.day < ? AND e.deleted_at IS NULL AND e.kind <> 'transfer'
    GROUP BY e.kind, e.account_id, e.category_id ORDER BY amount DESC"""
TAGS = """
    SELECT t.tag, e.kind, sum(e.amount) FROM entry_tag t JOIN entry e ON e.id = t.entry_id
    WHERE t.book_id = 1 AND e.book_id = 1 AND e.day >= ? AND e.day < ? AND e.deleted_at IS NULL
    GROUP BY t.tag, e.kind"""
CREATE = """
    INSERT INTO entry (book_id, kind, day, amount, account_id, to_account_id, to_amount, category_id,
                       payee, memo, created_by, created_at, updated_at, version)
    VALUES (1, :kind, :day, :amount, :account_id, NULL, NULL, :category_id, :payee, :memo,
            1, '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000', 1)"""

Start = Callable[[str, list[tuple[str, str]]], object]


class Yardstick:
    """A WSGI application on one SQLite file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.own = threading.local()
        self.writing = threading.Lock()

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection, as durable as the account book's."""
        if not hasattr(self.own, "connection"):
            self.own.connection = sqlite3.connect(self.path, isolation_level=None, timeout=10)
            self.own.connection.execute("PRAGMA journal_mode = WAL")
            self.own.connection.execute("PRAGMA synchronous = FULL")
            self.own.connection.execute("PRAGMA foreign_keys = ON")
        found: sqlite3.Connection = self.own.connection
        return found

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request."""
        query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        if environ["REQUEST_METHOD"] == "POST":
            status, answer = "201 CREATED", self.create(json.load(environ["wsgi.input"]))
        elif environ["PATH_INFO"].endswith("/entries"):
            status, answer = "200 OK", self.entries(query["from"], query["to"], int(query["limit"]))
        else:
            status, answer = "200 OK", self.month(query["month"])
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
        start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def entries(self, first: str, last: str, limit: int) -> dict[str, Any]:
        """List a page of entries with the sums of all pages."""
        names = ENTRY.split(", ")
        rows = self.connection().execute(LIST, (first, last, limit + 1)).fetchall()
        items = [dict(zip(names, row, strict=True), tags=tags(row[9])) for row in rows[:limit]]
        sums = {"currency": "KRW", "income": 0, "expense": 0}
        for _currency, kind, amount in self.connection().execute(SUMS, (first, last)):
            sums[kind] = amount
        following = f"{items[-1]['day']},{items[-1]['id']}" if len(rows) > limit else None
        return {"items": items, "next": following, "sums": [sums]}

    def month(self, month: str) -> dict[str, Any]:
        """Add up a month."""
        year, number = int(month[:4]), int(month[5:])
        bounds = (f"{month}-01", f"{year + number // 12}-{number % 12 + 1:02}-01")
        totals = {"income": 0, "expense": 0}
        accounts: dict[Any, dict[str, int]] = {}
        categories: dict[Any, int] = {}
        for kind, account_id, account, category_id, category, amount in self.connection().execute(
            MONTH, bounds
        ):
            totals[kind] += amount
            accounts.setdefault((account_id, account), {"income": 0, "expense": 0})[kind] += amount
            key = (kind, category_id, category)
            categories[key] = categories.get(key, 0) + amount
        by_tag: dict[str, dict[str, int]] = {}
        for tag, kind, amount in self.connection().execute(TAGS, bounds):
            by_tag.setdefault(tag, {"income": 0, "expense": 0})[kind] += amount
        block = {
            "currency": "KRW",
            **totals,
            "net": totals["income"] - totals["expense"],
            "by_category": [
                {"category_id": id_, "name": name, "kind": kind, "amount": amount, "budget": None}
                for (kind, id_, name), amount in sorted(
                    categories.items(), key=lambda item: (item[0][0], -item[1])
                )
            ],
            "by_account": [
                {"account_id": id_, "name": name, **sums} for (id_, name), sums in sorted(accounts.items())
            ],
            "by_tag": [{"tag": tag, **sums} for tag, sums in sorted(by_tag.items())],
        }
        return {"month": month, "currencies": [block]}

    def create(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Write an entry."""
        row = {"category_id": None, "payee": "", "memo": "", **entry}
        with self.writing:
            self.connection().execute("BEGIN IMMEDIATE")
            number = self.connection().execute(CREATE, row).lastrowid
            self.connection().execute("COMMIT")
        empty = {"to_account_id": None, "to_amount": None, "import_id": None}
        return {"id": number, **row, **empty, "version": 1, "tags": tags(row["memo"])}


def tags(memo: str) -> list[str]:
    """Return the `#words` of a memo."""
    return [word[1:] for word in memo.split() if word.startswith("#")] if "#" in memo else []


if __name__ == "__main__":
    import sys

    listener = listen("127.0.0.1", 0)
    print(f"Address: http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    serve(Yardstick(sys.argv[1]), listener, 1, AT_ONCE_ON_SQLITE)
