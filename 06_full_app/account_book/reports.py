"""Reports: sums of sums, a block per currency, because nothing here knows an exchange rate."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from account_book import queries


def month_bounds(month: date) -> tuple[date, date]:
    """Return the first day of a month and of the next one."""
    start = month.replace(day=1)
    return start, start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


def month(connection: Connection, book_id: int, currency: str, month: date) -> dict[str, Any]:
    """Return what came in and went out in a month: by category, by account and by tag.

    The book's own `currency` has its block always. Amounts are minor units;
    transfers between one's own accounts are neither income nor expense.
    `budget` is None until a budget is set.
    """
    start, end = month_bounds(month)
    asked = {"book_id": book_id, "start": start, "end": end}
    blocks: dict[str, _Block] = defaultdict(_Block, {currency: _Block()})
    for kind, amount, code, *names in connection.execute(queries.MONTH, asked):
        account_id, account, category_id, category = names
        blocks[code].add(kind, whole(amount), (account_id, account), (category_id, category))
    for tag, code, kind, amount in connection.execute(queries.MONTH_TAGS, asked):
        blocks[code].tags[tag][kind] += whole(amount)
    return {
        "month": f"{start:%Y-%m}",
        "currencies": [{"currency": code, **blocks[code].seen()} for code in sorted(blocks)],
    }


def sums(
    connection: Connection, book_id: int, currency: str, filters: queries.Filters
) -> list[dict[str, Any]]:
    """Return income and expense of what `filters` leave, a line per currency, the book's own always."""
    asked = {**filters.values(), "book_id": book_id}
    lines = defaultdict(_nothing, {currency: _nothing()})
    for code, kind, amount in connection.execute(queries.sums(frozenset(asked)), asked):
        lines[code][kind] += whole(amount)
    return [{"currency": code, **lines[code]} for code in sorted(lines)]


def balances(connection: Connection, book_id: int) -> list[dict[str, Any]]:
    """Return a book's accounts with their balances."""
    rows = connection.execute(queries.ACCOUNTS, {"book_id": book_id}).mappings()
    return [{**row, "balance": whole(row["balance"])} for row in rows]


def whole(amount: int | Decimal) -> int:
    """Return a sum as int: MySQL's SUM of BIGINT is a Decimal. This is the only place that knows."""
    return int(amount)


class _Block:
    """The sums of one currency, while they grow."""

    def __init__(self) -> None:
        self.totals = {"income": 0, "expense": 0}
        self.accounts: dict[tuple[int, str], dict[str, int]] = defaultdict(_nothing)
        self.tags: dict[str, dict[str, int]] = defaultdict(_nothing)
        self.categories: dict[tuple[str, int | None, str | None], int] = defaultdict(int)

    def add(
        self, kind: str, amount: int, account: tuple[int, str], category: tuple[int | None, str | None]
    ) -> None:
        self.totals[kind] += amount
        self.accounts[account][kind] += amount
        self.categories[kind, *category] += amount

    def seen(self) -> dict[str, Any]:
        categories = sorted(self.categories.items(), key=lambda item: (item[0][0], -item[1], item[0][1] or 0))
        return {
            **self.totals,
            "net": self.totals["income"] - self.totals["expense"],
            "by_category": [
                {"category_id": id_, "name": name, "kind": kind, "amount": amount, "budget": None}
                for (kind, id_, name), amount in categories
            ],
            "by_account": [
                {"account_id": id_, "name": name, **sums}
                for (id_, name), sums in sorted(self.accounts.items())
            ],
            "by_tag": [{"tag": tag, **sums} for tag, sums in sorted(self.tags.items())],
        }


def _nothing() -> dict[str, int]:
    return {"income": 0, "expense": 0}
