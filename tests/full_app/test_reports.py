"""Reports over the API: every number is the sum of the entries it stands for."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pytest
from account_book import books, imports, ledger
from account_book.changes import Changes
from account_book.models import User
from flask import Flask
from sqlalchemy import select

from tests.full_app.conftest import Household, database_of, sign_up

NOTHING = {"income": 0, "expense": 0, "net": 0, "by_category": [], "by_account": [], "by_tag": []}


def test_a_month_adds_up_by_category_largest_first(home: Household) -> None:
    food, rent, wages = home.categories["식비"], home.categories["주거"], home.categories["급여"]
    for amount, category in ((1_000, food), (2_000, food), (50_000, rent), (10, None)):
        home.spend(amount, category_id=category)
    home.spend(90_000, kind="income", category_id=wages)

    block = home.get("reports/month", month="2026-01")["currencies"][0]

    assert (block["income"], block["expense"], block["net"]) == (90_000, 53_010, 36_990)
    assert [
        (row["category_id"], row["name"], row["kind"], row["amount"]) for row in block["by_category"]
    ] == [
        (rent, "주거", "expense", 50_000),
        (food, "식비", "expense", 3_000),
        (None, None, "expense", 10),
        (wages, "급여", "income", 90_000),
    ]


def test_a_month_adds_up_by_account(home: Household) -> None:
    home.spend(1_000)
    home.spend(200, account_id=home.accounts["cash"])
    home.spend(5_000, kind="income")

    block = home.get("reports/month", month="2026-01")["currencies"][0]

    assert block["by_account"] == [
        {"account_id": home.accounts["cash"], "name": "현금", "income": 0, "expense": 200},
        {"account_id": home.accounts["bank"], "name": "은행", "income": 5_000, "expense": 1_000},
    ]


def test_an_entry_counts_for_each_of_its_tags_and_once_in_the_total(home: Household) -> None:
    home.spend(1_000, memo="#여행 #가족 #여행")
    home.spend(200, memo="#여행")
    home.spend(30, kind="income", memo="환불 #여행")

    block = home.get("reports/month", month="2026-01")["currencies"][0]

    assert block["expense"] == 1_200
    assert block["by_tag"] == [
        {"tag": "가족", "income": 0, "expense": 1_000},
        {"tag": "여행", "income": 30, "expense": 1_200},
    ]


def test_currencies_are_never_added_together(home: Household) -> None:
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD")["id"]
    home.spend(1_000, memo="#여행")
    home.spend(250, account_id=dollars, memo="#여행")

    report = home.get("reports/month", month="2026-01")

    assert [(block["currency"], block["expense"], block["net"]) for block in report["currencies"]] == [
        ("KRW", 1_000, -1_000),
        ("USD", 250, -250),
    ]
    assert [block["by_tag"][0]["expense"] for block in report["currencies"]] == [1_000, 250]


def test_a_transfer_is_neither_income_nor_expense(home: Household) -> None:
    bank, cash = home.accounts["bank"], home.accounts["cash"]
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD")["id"]
    move = {"kind": "transfer", "memo": "#현금"}
    home.spend(1_000, account_id=bank, to_account_id=cash, **move)
    home.spend(14_000, account_id=bank, to_account_id=dollars, to_amount=1_000, **move)

    report = home.get("reports/month", month="2026-01")

    assert report == {"month": "2026-01", "currencies": [{"currency": "KRW", **NOTHING}]}


@pytest.mark.parametrize(
    ("month", "inside", "outside"),
    [
        pytest.param(
            "2026-01", ["2026-01-01", "2026-01-31"], ["2025-12-31", "2026-02-01"], id="begin and end"
        ),
        pytest.param("2025-12", ["2025-12-01", "2025-12-31"], ["2025-11-30", "2026-01-01"], id="December"),
        pytest.param("2026-02", ["2026-02-28"], ["2026-01-31", "2026-03-01"], id="February"),
        pytest.param("2028-02", ["2028-02-29"], ["2028-01-31", "2028-03-01"], id="February of a leap year"),
        pytest.param("2026-01", ["2026-01-15"], ["2025-01-15", "2027-01-15"], id="the same month of others"),
        pytest.param("2199-12", ["2199-12-31"], ["2199-11-30"], id="the last that can be asked"),
        pytest.param("1900-01", ["1900-01-01"], ["1900-02-01"], id="the first that can be asked"),
    ],
)
def test_a_month_goes_from_its_first_day_to_its_last(
    home: Household, month: str, inside: list[str], outside: list[str]
) -> None:
    for day in inside:
        home.spend(1, day, memo="#달")
    for day in outside:
        home.spend(100, day, memo="#달")

    block = home.get("reports/month", month=month)["currencies"][0]

    assert (block["expense"], block["by_tag"][0]["expense"]) == (len(inside), len(inside))


def test_a_month_without_entries_has_the_books_currency_with_zeros(home: Household) -> None:
    home.spend(1_000, "2026-02-01")

    report = home.get("reports/month", month="2026-01")

    assert report == {"month": "2026-01", "currencies": [{"currency": "KRW", **NOTHING}]}


def test_a_change_is_in_the_next_report(home: Household) -> None:
    entry = home.spend(1_000, memo="#하나")
    change = {"amount": 70, "day": "2026-02-01"}

    home.ask("PATCH", f"entries/{entry['id']}", json=change, headers={"If-Match": '"1"'})

    january, february = (home.get("reports/month", month=month) for month in ("2026-01", "2026-02"))
    assert january["currencies"] == [{"currency": "KRW", **NOTHING}]
    assert february["currencies"][0]["by_tag"] == [{"tag": "하나", "income": 0, "expense": 70}]


def test_a_report_holds_nothing_of_another_book(home: Household, stranger: Household) -> None:
    stranger.spend(1_000, memo="#하나")

    report = home.get("reports/month", month="2026-01")

    assert report["currencies"] == [{"currency": "KRW", **NOTHING}]


def stop_clock(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Stand still at a moment in UTC, on a server whose own clock shows UTC."""
    stopped = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return stopped.astimezone(tz) if tz else stopped.replace(tzinfo=None)

    monkeypatch.setattr(books, "datetime", Clock)


@pytest.mark.parametrize(
    ("utc", "month"),
    [
        pytest.param("2026-02-28T15:30", "2026-03", id="half past midnight in Seoul"),
        pytest.param("2026-02-28T14:59", "2026-02", id="a minute to midnight in Seoul"),
        pytest.param("2025-12-31T15:00", "2026-01", id="new year in Seoul"),
    ],
)
def test_this_month_is_the_one_where_the_household_lives(
    home: Household, monkeypatch: pytest.MonkeyPatch, utc: str, month: str
) -> None:
    stop_clock(monkeypatch, utc)

    assert home.get("reports/month")["month"] == month


@pytest.mark.parametrize(
    ("timezone", "day"),
    [
        pytest.param("Asia/Seoul", date(2026, 3, 1), id="east"),
        pytest.param("UTC", date(2026, 2, 28), id="UTC"),
        pytest.param("America/New_York", date(2026, 2, 28), id="west"),
        pytest.param("Pacific/Kiritimati", date(2026, 3, 1), id="farthest east"),
    ],
)
def test_today_is_the_day_of_the_time_zone(monkeypatch: pytest.MonkeyPatch, timezone: str, day: date) -> None:
    stop_clock(monkeypatch, "2026-02-28T15:30")

    assert books.today(timezone) == day


@dataclass
class Thrown:
    """A household whose entries were made by dice, and their sums, reckoned without the program."""

    home: Household
    dollars: int
    rows: list[dict[str, Any]]

    def sums(self, month: str) -> dict[str, Counter[Any]]:
        """Return the sums of a month by currency: from what is summed to its amount."""
        found: dict[str, Counter[Any]] = {"KRW": Counter()}
        for row in self.rows:
            if row["deleted_at"] or row["kind"] == "transfer" or f"{row['day']:%Y-%m}" != month:
                continue
            currency = "USD" if row["account_id"] == self.dollars else "KRW"
            sums, kind = found.setdefault(currency, Counter()), row["kind"]
            words = row["memo"].replace("#", "").split()
            names = [("category", row["category_id"]), ("account", row["account_id"])]
            for name in (*names, *(("tag", word) for word in words)):
                sums[*name, kind] += row["amount"]
            sums[kind] += row["amount"]
        return found

    def balances(self) -> Counter[int]:
        """Return what all entries leave in each account."""
        found: Counter[int] = Counter()
        for row in self.rows:
            if not row["deleted_at"]:
                found[row["account_id"]] += row["amount"] if row["kind"] == "income" else -row["amount"]
                if row["to_account_id"]:
                    found[row["to_account_id"]] += row["to_amount"] or row["amount"]
        return found


@pytest.fixture(scope="module")
def thrown(app: Flask) -> Thrown:
    """Two thousand entries of all kinds, in won and in dollars, some of them deleted."""
    home = sign_up(app)
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD")["id"]
    dice, now = random.Random(2026), datetime.now(UTC)
    rows = [throw(dice, home, dollars, now) for _ in range(2_000)]
    write(app, home, rows)
    return Thrown(home, dollars, rows)


def throw(dice: random.Random, home: Household, dollars: int, at: datetime) -> dict[str, Any]:
    """Return an entry of any kind, in any account, of any day around January 2026."""
    kind = dice.choice(["income", "expense", "expense", "transfer"])
    account, other = dice.sample([*home.accounts.values(), dollars], 2)
    category = {"income": home.categories["급여"], "expense": home.categories["식비"]}.get(kind)
    moved = kind == "transfer"
    return {
        "kind": kind,
        "day": date(2025, 11, 20) + timedelta(days=dice.randrange(90)),
        "amount": dice.randint(1, 10**12),
        "account_id": account,
        "to_account_id": other if moved else None,
        "to_amount": dice.randint(1, 10**12) if moved and dollars in {account, other} else None,
        "category_id": dice.choice([None, category]),
        "payee": "",
        "memo": dice.choice(["", "#a", "#b #a"]),
        "deleted_at": dice.choice([None] * 9 + [at]),
    }


def write(app: Flask, home: Household, rows: list[dict[str, Any]]) -> None:
    """Write entries as an import does, which is a hundred times as fast as by one request each."""
    with database_of(app).writing() as connection:
        user_id = connection.scalar(select(User.id).where(User.email == home.email))
        changes = Changes(connection, int(home.book.rpartition("/")[2]), user_id or 0)
        statement = b"date,amount\n2026-01-01,1\n"
        batch = imports.upload(changes, home.accounts["bank"], "made.csv", statement)
        made = {"created_by": changes.user_id, "created_at": changes.at, "updated_at": changes.at}
        keyed = [{**row, **made, "import_key": str(n)} for n, row in enumerate(rows)]
        ids = changes.insert_entries(keyed, batch.id)
        for id_, row in zip(ids, keyed, strict=True):
            if not row["deleted_at"] and (words := ledger.tags(row["memo"])):
                rows_of_tags = ledger.tag_rows(changes.book_id, id_, words)
                connection.execute(ledger.TAG, rows_of_tags)
        connection.commit()


def seen(block: dict[str, Any]) -> Counter[Any]:
    """Return a block of a report as `Ledger.sums` gives it."""
    found: Counter[Any] = Counter(income=block["income"], expense=block["expense"])
    for row in block["by_category"]:
        found["category", row["category_id"], row["kind"]] += row["amount"]
    for name, key in (("account", "account_id"), ("tag", "tag")):
        for row in block[f"by_{name}"]:
            found[name, row[key], "income"] += row["income"]
            found[name, row[key], "expense"] += row["expense"]
    return found


@pytest.mark.parametrize("month", ["2025-11", "2025-12", "2026-01", "2026-02"])
def test_of_two_thousand_entries_a_month_is_the_independent_sum(thrown: Thrown, month: str) -> None:
    report = thrown.home.get("reports/month", month=month)

    found = {block["currency"]: seen(block) for block in report["currencies"]}

    assert found == thrown.sums(month)


def test_of_two_thousand_entries_a_list_has_the_independent_sums(thrown: Thrown) -> None:
    month = {"from": "2025-12-01", "to": "2025-12-31"}

    found = thrown.home.get("entries", **month)["sums"]

    expected = thrown.sums("2025-12")
    assert found == [
        {"currency": code, "income": expected[code]["income"], "expense": expected[code]["expense"]}
        for code in ("KRW", "USD")
    ]


def test_of_two_thousand_entries_balances_are_the_independent_sum(thrown: Thrown) -> None:
    found = {row["id"]: row["balance"] for row in thrown.home.get("accounts")["items"]}

    assert found == thrown.balances()
