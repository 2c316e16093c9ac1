"""Years and trends over the API: each number is the sum of its entries, of few and of a hundred thousand."""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from account_book import ledger, report_queries
from account_book.home import Home
from sqlalchemy.dialects import sqlite

from tests.full_app import test_reports
from tests.full_app.bookkeeping import another_app
from tests.full_app.conftest import Household, database_of, sign_up
from tests.full_app.test_reports import NOTHING, Thrown, seen, stop_clock, throw

thrown = test_reports.thrown
MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02")
"""The months of which there are entries."""


def months_of(year: int) -> list[str]:
    return [f"{year}-{number:02}" for number in range(1, 13)]


def by_currency(thrown: Thrown, months: list[str]) -> dict[str, dict[str, Counter[Any]]]:
    """Return the independent sums of each month by currency; the household's own is always there."""
    found: dict[str, dict[str, Counter[Any]]] = {"KRW": {month: Counter() for month in months}}
    for month in set(months) & set(MONTHS):
        for currency, sums in thrown.sums(month).items():
            found.setdefault(currency, {month: Counter() for month in months})[month] = sums
    return found


def line(month: str, sums: Counter[Any]) -> dict[str, Any]:
    """Return a month as a report shows it."""
    income, expense = sums["income"], sums["expense"]
    return {"month": month, "income": income, "expense": expense, "net": income - expense}


def check_year(thrown: Thrown, year: int) -> None:
    report = thrown.home.get("reports/year", year=year)

    expected = by_currency(thrown, months_of(year))
    assert [block["currency"] for block in report["currencies"]] == sorted(expected)
    for block in report["currencies"]:
        months = expected[block["currency"]]
        assert seen(block) == sum(months.values(), Counter())
        assert block["by_month"] == [line(month, sums) for month, sums in months.items()]
        for row in block["by_category"]:
            of = ("category", row["category_id"], row["kind"])
            assert row["by_month"] == [sums[of] for sums in months.values()]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_of_two_thousand_entries_a_year_is_the_independent_sum(thrown: Thrown, year: int) -> None:
    check_year(thrown, year)


def narrowed(thrown: Thrown, names: list[str]) -> tuple[Thrown, dict[str, Any]]:
    """Return the entries that an account, a category and a tag leave, and the query that asks for them."""
    home = thrown.home
    known: dict[str, tuple[Any, Callable[[dict[str, Any]], bool]]] = {
        "account": (home.accounts["bank"], lambda row: row["account_id"] == home.accounts["bank"]),
        "dollars": (thrown.dollars, lambda row: row["account_id"] == thrown.dollars),
        "category": (home.categories["식비"], lambda row: row["category_id"] == home.categories["식비"]),
        "tag": ("b", lambda row: "#b" in row["memo"]),
        "unknown tag": ("c", lambda row: False),
    }
    rows = [row for row in thrown.rows if all(known[name][1](row) for name in names)]
    query = {{"dollars": "account", "unknown tag": "tag"}.get(name, name): known[name][0] for name in names}
    return Thrown(home, thrown.dollars, rows), query


@pytest.mark.parametrize(
    ("until", "count", "names"),
    [
        pytest.param("2026-01", 1, [], id="one month"),
        pytest.param("2026-02", 12, [], id="over the new year"),
        pytest.param("2026-12", 120, [], id="ten years"),
        pytest.param("2025-10", 12, [], id="before all entries"),
        pytest.param("2026-02", 6, ["account"], id="an account"),
        pytest.param("2026-02", 6, ["dollars"], id="an account of another currency"),
        pytest.param("2026-02", 6, ["category"], id="a category"),
        pytest.param("2026-02", 6, ["tag"], id="a tag"),
        pytest.param("2026-02", 6, ["account", "category", "tag"], id="all three"),
        pytest.param("2026-02", 6, ["unknown tag"], id="a tag that nothing has"),
    ],
)
def test_of_two_thousand_entries_a_trend_is_the_independent_sum(
    thrown: Thrown, until: str, count: int, names: list[str]
) -> None:
    left, query = narrowed(thrown, names)
    last = int(until[:4]) * 12 + int(until[5:]) - 1
    months = [f"{number // 12}-{number % 12 + 1:02}" for number in range(last - count + 1, last + 1)]

    report = thrown.home.get("reports/trend", until=until, months=count, **query)

    expected = by_currency(left, months)
    assert (report["from"], report["to"]) == (months[0], months[-1])
    assert {block["currency"]: block["by_month"] for block in report["currencies"]} == {
        currency: [line(month, sums[month]) for month in months] for currency, sums in expected.items()
    }


def test_a_year_and_a_trend_are_of_now_unless_one_says_when(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Half past midnight on the 1st of January in Seoul.
    stop_clock(monkeypatch, "2025-12-31T15:30")

    year, trend = home.get("reports/year"), home.get("reports/trend")

    assert year["year"] == "2026"
    assert (trend["from"], trend["to"]) == ("2025-02", "2026-01")
    (block,) = year["currencies"]
    assert {name: block[name] for name in NOTHING} == NOTHING
    assert block["by_month"] == [line(month, Counter()) for month in months_of(2026)]


def test_categories_of_a_year_come_largest_first(home: Household) -> None:
    for amount, name, day in (
        (5, "외식", "2026-01-31"),
        (9, "식비", "2026-12-01"),
        (5, "외식", "2026-12-31"),
    ):
        home.spend(amount, day, category_id=home.categories[name])

    (block,) = home.get("reports/year", year=2026)["currencies"]

    assert [(row["name"], row["amount"], row["by_month"]) for row in block["by_category"]] == [
        ("외식", 10, [5, *[0] * 10, 5]),
        ("식비", 9, [*[0] * 11, 9]),
    ]


ENTRY = """
    INSERT INTO entry (id, book_id, kind, day, amount, account_id, to_account_id, to_amount, category_id,
                       payee, memo, created_by, created_at, updated_at, version, deleted_at)
    VALUES (:id, 1, :kind, :day, :amount, :account_id, :to_account_id, :to_amount, :category_id,
            :payee, :memo, 1, :at, :at, 1, :deleted_at)"""
TAG = "INSERT INTO entry_tag (book_id, entry_id, tag) VALUES (1, ?, ?)"
AT = "2026-01-01 00:00:00.000000"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thrown]:
    """A hundred thousand entries in a SQLite file, written past the program, which is the fastest way."""
    place = Home.at(tmp_path_factory.mktemp("many"))
    place.open().engine.dispose()
    app = another_app(place.url)
    home = sign_up(app)
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD")["id"]
    dice = random.Random(100_000)
    rows = [throw(dice, home, dollars, datetime.now(UTC)) for _ in range(100_000)]
    with closing(sqlite3.connect(place.folder / "account-book.sqlite3")) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.executemany(ENTRY, (as_stored(id_, row) for id_, row in enumerate(rows, 1)))
        connection.executemany(TAG, tags_of(rows))
    yield Thrown(home, dollars, rows)
    database_of(app).engine.dispose()


def as_stored(id_: int, row: dict[str, Any]) -> dict[str, Any]:
    day: date = row["day"]
    return {**row, "id": id_, "day": day.isoformat(), "at": AT, "deleted_at": row["deleted_at"] and AT}


def tags_of(rows: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    live = ((id_, row["memo"]) for id_, row in enumerate(rows, 1) if not row["deleted_at"])
    return ((id_, word) for id_, memo in live for word in ledger.tags(memo))


def test_a_report_reads_the_tags_of_its_own_entries_only(many: Thrown) -> None:
    place = Path(many.home.client.application.config["DATABASE_URL"].removeprefix("sqlite:///"))
    statement = str(report_queries.PERIOD_TAGS.compile(dialect=sqlite.dialect()))

    with closing(sqlite3.connect(place)) as connection:
        values = ["2026-01-01"] * statement.count("?")
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]

    # Not those of the whole book for each of its entries, as SQLite may choose without statistics.
    (reading,) = (step for step in steps if " entry_tag " in step)
    assert "entry_id=?" in reading


@pytest.mark.parametrize("year", [2025, 2026])
def test_of_a_hundred_thousand_entries_a_year_is_the_independent_sum(many: Thrown, year: int) -> None:
    check_year(many, year)


def test_of_a_hundred_thousand_entries_sums_and_balances_are_independent_ones(many: Thrown) -> None:
    months = by_currency(many, list(MONTHS))

    sums = many.home.get("entries", limit=1)["sums"]
    balances = {row["id"]: row["balance"] for row in many.home.get("accounts")["items"]}

    totals = {code: sum(of_months.values(), Counter()) for code, of_months in months.items()}
    assert sums == [
        {"currency": code, "income": totals[code]["income"], "expense": totals[code]["expense"]}
        for code in ("KRW", "USD")
    ]
    assert balances == many.balances()
