"""Reports: sums of sums, a block per currency, because nothing here knows an exchange rate."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection

from account_book import budgets, queries, report_queries


def month_bounds(month: date) -> tuple[date, date]:
    """Return the first day of a month and of the next one."""
    start = month.replace(day=1)
    return start, start + relativedelta(months=1)


def month(connection: Connection, book_id: int, currency: str, month: date) -> dict[str, Any]:
    """Return what came in and went out in a month: by category, by account and by tag.

    The book's own `currency` has its block always, and budgets are in it: each
    category with a budget is in `by_category`, also if nothing was spent.
    Amounts are minor units; transfers are neither income nor expense.
    """
    start, end = month_bounds(month)
    blocks = _blocks(connection, book_id, currency, start, end)
    held: dict[tuple[str, str, int | None], int] = {}
    for category_id, name, amount in budgets.amounts(connection, book_id, start):
        held[currency, "expense", category_id] = amount
        blocks[currency].categories["expense", category_id, name] += 0
    return {
        "month": f"{start:%Y-%m}",
        "currencies": [
            {"currency": code, **block.seen("budget", lambda *key, code=code: held.get((code, *key)))}
            for code, block in sorted(blocks.items())
        ],
    }


def budget(connection: Connection, book_id: int, currency: str, month_: date) -> dict[str, Any]:
    """Return a month's budgets in the book's `currency`: the amount, what is spent of it, what is left."""
    report = month(connection, book_id, currency, month_)
    block = next(block for block in report["currencies"] if block["currency"] == currency)
    return {
        "month": report["month"],
        "currency": currency,
        "items": [
            {
                "category_id": row["category_id"],
                "name": row["name"],
                "amount": row["budget"],
                "spent": row["amount"],
                "left": row["budget"] - row["amount"],
            }
            for row in block["by_category"]
            if row["budget"] is not None
        ],
    }


def year(connection: Connection, book_id: int, currency: str, year: int) -> dict[str, Any]:
    """Return what came in and went out in a year: as `month` does, for each month instead of budgets."""
    blocks = _blocks(connection, book_id, currency, date(year, 1, 1), date(year + 1, 1, 1))
    months = [f"{year}-{number:02}" for number in range(1, 13)]
    return {
        "year": str(year),
        "currencies": [
            {
                "currency": code,
                **block.seen("by_month", partial(block.in_months, months)),
                "by_month": _months(months, block.months),
            }
            for code, block in sorted(blocks.items())
        ],
    }


def trend(
    connection: Connection, book_id: int, currency: str, until: date, count: int, narrowed: dict[str, Any]
) -> dict[str, Any]:
    """Return income and expense of `count` months, the last that of `until`.

    `narrowed` may name an `account`, a `category` and a `tag`.
    """
    _, end = month_bounds(until)
    start = end - relativedelta(months=count)
    asked = {**narrowed, "book_id": book_id, "start": start, "end": end}
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(_empty_months, {currency: _empty_months()})
    for name, code, kind, amount in connection.execute(report_queries.trend(frozenset(narrowed)), asked):
        found[code][name][kind] = whole(amount)
    months = [f"{start + relativedelta(months=number):%Y-%m}" for number in range(count)]
    return {
        "from": months[0],
        "to": months[-1],
        "currencies": [
            {"currency": code, "by_month": _months(months, found[code])} for code in sorted(found)
        ],
    }


def sums(
    connection: Connection, book_id: int, currency: str, filters: queries.Filters
) -> list[dict[str, Any]]:
    """Return income and expense of what `filters` leave, a line per currency, the book's own always."""
    asked = {**filters.values(), "book_id": book_id}
    lines = {currency: _nothing()}
    for code, income, expense in connection.execute(queries.sums(frozenset(asked)), asked):
        lines[code] = {"income": whole(income), "expense": whole(expense)}
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
        self.months = _empty_months()
        self.accounts: dict[tuple[int, str], dict[str, int]] = defaultdict(_nothing)
        self.tags: dict[str, dict[str, int]] = defaultdict(_nothing)
        self.categories: dict[tuple[str, int | None, str | None], int] = defaultdict(int)
        self.in_month: dict[tuple[str, int | None, str], int] = defaultdict(int)

    def add(
        self,
        kind: str,
        amount: int,
        account: tuple[int, str],
        category: tuple[int | None, str | None],
        month: str,
    ) -> None:
        self.months[month][kind] += amount
        self.accounts[account][kind] += amount
        self.categories[kind, *category] += amount
        self.in_month[kind, category[0], month] += amount

    def in_months(self, months: list[str], kind: str, category_id: int | None) -> list[int]:
        return [self.in_month.get((kind, category_id, month), 0) for month in months]

    def seen(self, extra: str, of_category: Callable[[str, int | None], Any]) -> dict[str, Any]:
        categories = sorted(self.categories.items(), key=lambda item: (item[0][0], -item[1], item[0][1] or 0))
        income, expense = (sum(sums[kind] for sums in self.months.values()) for kind in ("income", "expense"))
        return {
            "income": income,
            "expense": expense,
            "net": income - expense,
            "by_category": [
                {
                    "category_id": id_,
                    "name": name,
                    "kind": kind,
                    "amount": amount,
                    extra: of_category(kind, id_),
                }
                for (kind, id_, name), amount in categories
            ],
            "by_account": [
                {"account_id": id_, "name": name, **sums}
                for (id_, name), sums in sorted(self.accounts.items())
            ],
            "by_tag": [{"tag": tag, **sums} for tag, sums in sorted(self.tags.items())],
        }


def _blocks(connection: Connection, book_id: int, currency: str, start: date, end: date) -> dict[str, _Block]:
    asked = {"book_id": book_id, "start": start, "end": end}
    blocks: dict[str, _Block] = defaultdict(_Block, {currency: _Block()})
    for name, kind, amount, code, *names in connection.execute(report_queries.PERIOD, asked):
        account_id, account, category_id, category = names
        blocks[code].add(kind, whole(amount), (account_id, account), (category_id, category), name)
    for tag, code, kind, amount in connection.execute(report_queries.PERIOD_TAGS, asked):
        blocks[code].tags[tag][kind] += whole(amount)
    return blocks


def _months(names: list[str], found: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    return [
        {"month": name, **found[name], "net": found[name]["income"] - found[name]["expense"]}
        for name in names
    ]


def _empty_months() -> dict[str, dict[str, int]]:
    return defaultdict(_nothing)


def _nothing() -> dict[str, int]:
    return {"income": 0, "expense": 0}
