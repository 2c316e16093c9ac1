"""An invented year of an invented household, to look around in."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection

from account_book import books, budgets, ledger, queries, recurring, rules
from account_book.changes import Changes

# (payee, category by its place in books.FIRST_BOOK, from won, to won, times a month, account)
SHOPS = (
    ("이마트 성수점", 0, 28_000, 120_000, 5, "card"),
    ("동네 반찬가게", 0, 6_000, 24_000, 4, "cash"),
    ("새벽배송 장보기", 0, 31_000, 78_000, 3, "card"),
    ("김밥나라", 1, 4_500, 16_000, 5, "card"),
    ("할머니 칼국수", 1, 9_000, 36_000, 3, "card"),
    ("카페 느린오후", 1, 4_500, 13_500, 8, "card"),
    ("다이소", 2, 3_000, 22_000, 2, "card"),
    ("서울교통공사", 5, 1_400, 1_400, 20, "card"),
    ("푸른약국", 6, 3_500, 18_000, 1, "card"),
    ("한빛서점", 7, 14_000, 42_000, 1, "card"),
    ("머리하는집", 8, 15_000, 60_000, 1, "card"),
    ("영화관 별", 9, 14_000, 45_000, 1, "card"),
)
# (day of the month, kind, category, won, payee, memo)
MONTHLY = (
    (25, "income", 0, 3_850_000, "주식회사 바람", "월급"),
    (1, "expense", 3, 650_000, "집주인", "월세"),
    (10, "expense", 3, 128_000, "관리사무소", "관리비"),
    (15, "expense", 4, 66_000, "통신사", "휴대전화 두 대"),
    (20, "expense", 11, 142_000, "보험사", "실손보험"),
)
# (category, won a month)
BUDGETS = ((0, 900_000), (1, 300_000), (2, 50_000), (5, 60_000), (9, 80_000))
# (payee contains, category)
RULES = (("이마트", 0), ("카페", 1), ("서울교통공사", 5), ("약국", 6))


def fill(connection: Connection, user_id: int, until: date) -> Iterator[date]:
    """Write twelve months into the user's first book and yield each month; the caller commits."""
    book_id = connection.execute(queries.BOOKS, {"user_id": user_id}).scalar_one()
    asked = {"book_id": book_id}
    accounts = {row.kind: row.id for row in connection.execute(queries.ACCOUNTS, asked)}
    categories: dict[str, list[int]] = {"income": [], "expense": []}
    for row in connection.execute(queries.CATEGORIES, asked):
        categories[row.kind].append(row.id)
    changes = Changes(connection, int(book_id), user_id)
    dice = random.Random(2026)  # noqa: S311 - the same year each time, and no secret
    _plan(changes, until, accounts, categories)
    dollars = _travel_account(changes)
    for months_ago in range(11, -1, -1):
        month = (until.year * 12 + until.month - 1) - months_ago
        start = date(month // 12, month % 12 + 1, 1)
        for fields in _month(start, dice, accounts, categories):
            if fields["day"] <= until:
                ledger.create(changes, fields)
        if start.month == 8 and months_ago:
            for fields in _holiday(start, accounts["bank"], dollars, categories["expense"]):
                ledger.create(changes, fields)
        yield start


def _plan(changes: Changes, until: date, accounts: dict[str, int], categories: dict[str, list[int]]) -> None:
    """Set budgets from the first month on, rules, and what comes again from the next month on."""
    first = (until - relativedelta(months=11)).replace(day=1)
    budgets.set_all(changes, first, {categories["expense"][place]: won for place, won in BUDGETS})
    for contains, place in RULES:
        rules.add(changes, contains, categories["expense"][place])
    for on, kind, place, won, payee, memo in MONTHLY:
        anchor = until.replace(day=1) + relativedelta(months=1, day=on)
        entry = _entry(kind, anchor, won, accounts["bank"], categories[kind][place], payee, memo)
        del entry["day"]  # type: ignore[misc]
        recurring.add(changes, {**entry, "every": "month", "anchor": anchor, "until": None}, until)


def _travel_account(changes: Changes) -> int:
    row = {"name": "여행 달러", "kind": "other", "currency": "USD", "opening_balance": 0, "position": 3}
    return books.add(changes, "account", row)


def _holiday(start: date, bank: int, dollars: int, expenses: list[int]) -> Iterator[ledger.EntryFields]:
    """Yield a week abroad: won become dollars, which are spent in dollars."""
    exchange = _entry("transfer", start.replace(day=3), 680_000, bank, None, "", "환전 #여행")
    yield cast(ledger.EntryFields, {**exchange, "to_account_id": dollars, "to_amount": 500_00})
    for day, place, cents, payee in ((10, 9, 86_50, "Hotel Breeze"), (11, 1, 34_20, "Taco Corner")):
        yield _entry("expense", start.replace(day=day), cents, dollars, expenses[place], payee, "#여행")


def _month(
    start: date, dice: random.Random, accounts: dict[str, int], categories: dict[str, list[int]]
) -> Iterator[ledger.EntryFields]:
    spent_by_card = 0
    for on, kind, category, won, payee, memo in MONTHLY:
        yield _entry(
            kind, start.replace(day=on), won, accounts["bank"], categories[kind][category], payee, memo
        )
    for payee, category, least, most, times, account in SHOPS:
        for _ in range(times):
            won = dice.randint(least // 100, most // 100) * 100
            spent_by_card += won if account == "card" else 0
            day = start + timedelta(days=dice.randrange(28))
            memo = dice.choice(("", "", "", "#주말", "#가족", "#점심")) if category == 1 else ""
            yield _entry("expense", day, won, accounts[account], categories["expense"][category], payee, memo)
    if start.month in {2, 5, 9}:
        yield _entry(
            "expense",
            start.replace(day=8),
            300_000,
            accounts["bank"],
            categories["expense"][10],
            "부모님",
            "#명절",
        )
    moved = [("cash", 27, 150_000, "현금 인출"), ("card", 14, spent_by_card, "카드 대금")]
    for account, on, won, memo in moved:
        entry = _entry("transfer", start.replace(day=on), won, accounts["bank"], None, "", memo)
        yield cast(ledger.EntryFields, {**entry, "to_account_id": accounts[account]})


def _entry(
    kind: str, day: date, won: int, account_id: int, category_id: int | None, payee: str, memo: str
) -> ledger.EntryFields:
    return {
        "kind": kind,
        "day": day,
        "amount": won,
        "account_id": account_id,
        "to_account_id": None,
        "to_amount": None,
        "category_id": category_id,
        "payee": payee,
        "memo": memo,
    }
