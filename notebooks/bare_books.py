"""The yardstick of 06_full_app/benchmarks for several books at once, and with two answers more.

It is bare WSGI, sqlite3 and json: no token, no checks, no history. /NAME/... asks the book that was
copied into its folder as NAME.sqlite3, and besides a list, a month and a new entry it knows a year and
the balances of the accounts. book_server.py starts it, and says where yardstick.py is.
"""

import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from account_book.serve import AT_ONCE_ON_SQLITE, listen, serve
from yardstick import TAGS, Start, Yardstick

YEAR = """
    SELECT p.month, p.kind, p.account_id, a.name, p.category_id, c.name, p.amount
    FROM (SELECT substr(day, 1, 7) AS month, kind, account_id, category_id, sum(amount) AS amount FROM entry
          WHERE book_id = 1 AND day >= ? AND day < ? AND deleted_at IS NULL AND kind <> 'transfer'
          GROUP BY 1, kind, account_id, category_id) p
    JOIN account a ON a.id = p.account_id LEFT JOIN category c ON c.id = p.category_id"""
ACCOUNTS = """
    SELECT id, name, kind, currency, opening_balance, position, archived_at, version,
           opening_balance + coalesce(flow, 0) AS balance
    FROM account LEFT JOIN (
        SELECT account_id, sum(CASE kind WHEN 'income' THEN amount ELSE -amount END) AS flow
        FROM entry WHERE book_id = 1 AND deleted_at IS NULL GROUP BY account_id) ON account_id = id
    WHERE book_id = 1 ORDER BY position, id"""


class BareBook(Yardstick):
    """The yardstick on a book's file, with the report of a year and the balances of the accounts."""

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"].endswith("/year"):
            answer = self.year(int(parse_qs(environ["QUERY_STRING"])["year"][0]))
        elif environ["PATH_INFO"].endswith("/accounts"):
            answer = self.accounts()
        else:
            return super().__call__(environ, start)
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def year(self, year: int) -> dict[str, Any]:
        """Add up a year."""
        bounds = (f"{year}-01-01", f"{year + 1}-01-01")
        names = [f"{year}-{number:02}" for number in range(1, 13)]
        months = {name: {"income": 0, "expense": 0} for name in names}
        accounts: dict[Any, dict[str, int]] = {}
        categories: dict[Any, dict[str, int]] = {}
        tags: dict[str, dict[str, int]] = {}
        for month, kind, account_id, account, *category, amount in self.connection().execute(YEAR, bounds):
            months[month][kind] += amount
            accounts.setdefault((account_id, account), {"income": 0, "expense": 0})[kind] += amount
            categories.setdefault((kind, *category), dict.fromkeys(names, 0))[month] += amount
        for tag, kind, amount in self.connection().execute(TAGS, bounds):
            tags.setdefault(tag, {"income": 0, "expense": 0})[kind] += amount
        by_category = [
            {
                "category_id": id_,
                "name": name,
                "kind": kind,
                "amount": sum(by_month.values()),
                "by_month": list(by_month.values()),
            }
            for (kind, id_, name), by_month in categories.items()
        ]
        income, expense = (sum(sums[kind] for sums in months.values()) for kind in ("income", "expense"))
        block = {
            **{"currency": "KRW", "income": income, "expense": expense, "net": income - expense},
            "by_category": sorted(by_category, key=lambda row: (row["kind"], -row["amount"])),
            "by_account": [
                {"account_id": id_, "name": name, **sums} for (id_, name), sums in sorted(accounts.items())
            ],
            "by_tag": [{"tag": tag, **sums} for tag, sums in sorted(tags.items())],
            "by_month": [
                {"month": name, **sums, "net": sums["income"] - sums["expense"]}
                for name, sums in months.items()
            ],
        }
        return {"year": str(year), "currencies": [block]}

    def accounts(self) -> dict[str, Any]:
        """List the accounts with their balances, which are sums of the whole book."""
        found = self.connection().execute(ACCOUNTS)
        names = [column[0] for column in found.description]
        return {"items": [dict(zip(names, row, strict=True)) for row in found], "next": None}


def application(folder: Path) -> Any:
    """Return the application: the first part of a path is the name of a book in the folder."""

    @cache
    def book(name: str) -> BareBook:
        return BareBook(str(folder / f"{name}.sqlite3"))

    return lambda environ, start: book(environ["PATH_INFO"].split("/")[1])(environ, start)


if __name__ == "__main__":
    listener = listen("127.0.0.1", 0)
    print(f"Address: http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    serve(application(Path(sys.argv[1])), listener, 1, AT_ONCE_ON_SQLITE)
