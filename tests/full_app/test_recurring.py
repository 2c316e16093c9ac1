"""Recurring entries over the API: on the anchor's day or a short month's last, each once, whoever asks."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from account_book import recurring
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.full_app.bookkeeping import (
    another_app,
    asked_in,
    change,
    comes_again,
    days,
    log,
    remove,
    undo,
)
from tests.full_app.conftest import PASSWORD, Household, database_of
from tests.full_app.test_pages import Browser, pages_of
from tests.full_app.test_reports import stop_clock
from tests.threads import at_once


@pytest.mark.parametrize(
    ("every", "anchor", "until", "today", "expected"),
    [
        pytest.param(
            *("month", "2026-01-31", None, "2026-05-01"),
            ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"],
            id="the 31st",
        ),
        pytest.param(
            *("month", "2028-01-31", None, "2028-03-01"), ["2028-01-31", "2028-02-29"], id="in a leap year"
        ),
        pytest.param(
            *("month", "2026-01-30", None, "2026-03-30"),
            ["2026-01-30", "2026-02-28", "2026-03-30"],
            id="the 30th",
        ),
        pytest.param(
            *("month", "2025-11-15", None, "2026-01-15"),
            ["2025-11-15", "2025-12-15", "2026-01-15"],
            id="over the new year",
        ),
        pytest.param(
            *("year", "2024-02-29", None, "2028-03-01"),
            ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
            id="29 February",
        ),
        pytest.param(
            *("week", "2026-02-23", None, "2026-03-09"),
            ["2026-02-23", "2026-03-02", "2026-03-09"],
            id="each week",
        ),
        pytest.param(
            *("week", "2026-01-05", "2026-01-19", "2026-02-28"),
            ["2026-01-05", "2026-01-12", "2026-01-19"],
            id="until a day that counts",
        ),
        pytest.param(
            *("week", "2026-01-05", "2026-01-18", "2026-02-28"),
            ["2026-01-05", "2026-01-12"],
            id="until a day before the next",
        ),
        pytest.param(
            *("month", "2026-01-31", "2026-02-28", "2026-12-31"),
            ["2026-01-31", "2026-02-28"],
            id="until the last day of a short month",
        ),
    ],
)
def test_it_is_written_when_its_day_has_come(
    home: Household,
    monkeypatch: pytest.MonkeyPatch,
    every: str,
    anchor: str,
    until: str | None,
    today: str,
    expected: list[str],
) -> None:
    stop_clock(monkeypatch, f"{anchor}T03:00")
    comes_again(home, every, anchor, until=until)
    first = days(home)

    stop_clock(monkeypatch, f"{today}T03:00")

    assert (first, days(home)) == ([anchor], expected)


def test_an_entry_that_came_by_itself_is_as_it_was_planned(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD")["id"]
    stop_clock(monkeypatch, "2026-01-05T03:00")
    plan = {"kind": "transfer", "amount": 14_000, "to_account_id": dollars, "to_amount": 1_000}

    comes_again(home, "month", "2026-01-05", payee="적금", memo="매달 #저축", **plan)

    (entry,) = home.get("entries", tag="저축")["items"]
    assert {name: entry[name] for name in plan} == plan
    assert (entry["day"], entry["payee"], entry["memo"]) == ("2026-01-05", "적금", "매달 #저축")


def test_a_first_day_in_the_past_is_caught_up_with_at_once(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-03-31T03:00")

    added = comes_again(home, "month", "2025-12-31")

    assert added["next_day"] == "2026-04-30"
    assert days(home) == ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"anchor": "2025-03-29"}, "anchor", id="more than a year ago"),
        pytest.param({"until": "2026-03-30"}, "until", id="an end before the beginning"),
        pytest.param({"amount": 0}, "amount", id="no amount"),
        pytest.param({"kind": "transfer"}, "to_account_id", id="a transfer to nowhere"),
        pytest.param({"every": "day"}, "every", id="each day"),
    ],
)
def test_what_makes_no_sense_is_not_planned(
    home: Household, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], field: str
) -> None:
    stop_clock(monkeypatch, "2026-03-31T03:00")
    body = {"every": "month", "anchor": "2026-03-31", "kind": "expense", "amount": 5}

    response = home.ask("POST", "recurring", json={**body, "account_id": home.accounts["bank"], **fields})

    assert (response.status_code, list(response.get_json()["errors"])) == (422, [field])
    assert home.get("recurring")["items"] == home.get("entries")["items"] == []


@pytest.fixture(scope="module")
def processes(app: Flask) -> Iterator[list[Flask]]:
    """Four more applications on the database, as if they were processes of their own."""
    url = database_of(app).engine.url.render_as_string(hide_password=False)
    apps = [another_app(url) for _ in range(4)]
    yield apps
    for other in apps:
        database_of(other).engine.dispose()


@pytest.fixture
def others(processes: list[Flask], home: Household) -> list[Household]:
    """The household at four other processes, which have not seen to its book yet."""
    return [asked_in(other, home) for other in processes]


def test_looked_at_again_it_is_not_written_again(
    home: Household, others: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-01-31T03:00")
    comes_again(home, "month", "2026-01-31")
    stop_clock(monkeypatch, "2026-03-01T03:00")

    found = [days(one) for one in (home, home, *others)]

    assert found == [["2026-01-31", "2026-02-28"]] * 6


def test_processes_that_look_at_once_write_it_once(
    home: Household, others: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-01-05T03:00")
    for amount in (1, 2, 3):
        comes_again(home, "week", "2026-01-05", amount=amount)
    stop_clock(monkeypatch, "2026-01-26T03:00")

    found = at_once(4, lambda number: days(others[number]))

    expected = [f"2026-01-{day:02}" for day in (5, 5, 5, 12, 12, 12, 19, 19, 19, 26, 26, 26)]
    assert found == [expected] * 4


def test_a_request_that_writes_sees_what_became_due_before_it(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-01-05T03:00")
    comes_again(home, "week", "2026-01-05", amount=1)
    stop_clock(monkeypatch, "2026-01-12T03:00")

    home.spend(2, "2026-01-12")

    assert [line["after"]["amount"] for line in log(home) if line["kind"] == "entry"] == [2, 1, 1]


def test_a_deleted_one_does_not_come_back(
    home: Household, others: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-01-05T03:00")
    plan = comes_again(home, "week", "2026-01-05")
    remove(home, f"entries/{home.get('entries')['items'][0]['id']}")

    change(home, f"recurring/{plan['id']}", every="month")
    change(home, f"recurring/{plan['id']}", every="week")
    stop_clock(monkeypatch, "2026-01-12T03:00")

    assert days(others[0]) == ["2026-01-12"]


def test_what_came_by_itself_and_was_undone_does_not_come_back(
    home: Household, others: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-01-05T03:00")
    comes_again(home, "week", "2026-01-05")
    stop_clock(monkeypatch, "2026-01-12T03:00")
    home.get("entries")

    status = undo(home).status_code
    undone = days(home)
    stop_clock(monkeypatch, "2026-01-19T03:00")

    assert (status, undone, days(others[0])) == (200, ["2026-01-05"], ["2026-01-05", "2026-01-19"])


def test_undoing_a_plan_takes_what_it_wrote_out_too(
    home: Household, others: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-01-19T03:00")
    comes_again(home, "week", "2026-01-05")

    status = undo(home).status_code
    stop_clock(monkeypatch, "2026-02-28T03:00")

    assert (status, days(others[0]), home.get("recurring")["items"]) == (200, [], [])


def test_a_change_is_of_what_comes_from_now_on(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, "2026-02-05T03:00")
    plan = comes_again(home, "month", "2026-01-05", amount=1)

    change(home, f"recurring/{plan['id']}", amount=2)
    stop_clock(monkeypatch, "2026-03-05T03:00")

    found = [(entry["day"], entry["amount"]) for entry in home.get("entries")["items"]]
    assert found == [("2026-03-05", 2), ("2026-02-05", 1), ("2026-01-05", 1)]


@pytest.mark.parametrize(
    ("fields", "later"),
    [
        pytest.param({"anchor": "2026-01-20"}, ["2026-03-20", "2026-04-20"], id="another day"),
        pytest.param(
            {"anchor": "2026-01-10"}, ["2026-03-10", "2026-04-10"], id="a day that is today: today already"
        ),
        pytest.param({"anchor": "2026-01-08"}, ["2026-04-08"], id="a day that has passed: not afterwards"),
        pytest.param({"until": "2026-03-31"}, [], id="an end before the next"),
        pytest.param({"every": "year"}, [], id="another rhythm"),
        pytest.param({"anchor": "2026-04-30", "until": None}, ["2026-04-30"], id="a beginning to come"),
    ],
)
def test_a_change_of_days_brings_nothing_from_before_today(
    home: Household, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], later: list[str]
) -> None:
    stop_clock(monkeypatch, "2026-03-10T03:00")
    plan = comes_again(home, "month", "2026-02-05")

    change(home, f"recurring/{plan['id']}", **fields)
    stop_clock(monkeypatch, "2026-04-30T03:00")

    assert days(home) == ["2026-02-05", "2026-03-05", *later]


def test_a_plan_that_is_gone_leaves_what_it_wrote(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, "2026-01-05T03:00")
    plan = comes_again(home, "week", "2026-01-05")

    remove(home, f"recurring/{plan['id']}")
    stop_clock(monkeypatch, "2026-01-12T03:00")

    assert (days(home), home.get("recurring")["items"]) == (["2026-01-05"], [])
    assert home.ask("DELETE", f"recurring/{plan['id']}", headers={"If-Match": "*"}).status_code == 404


@pytest.mark.parametrize("who", ["the next day", "another process"])
def test_what_an_archived_account_holds_up_stays_due_until_it_is_open_again(
    home: Household, others: list[Household], monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    stop_clock(monkeypatch, "2026-01-05T03:00")
    comes_again(home, "week", "2026-01-05")
    comes_again(home, "week", "2026-01-06", account_id=home.accounts["cash"])
    change(home, f"accounts/{home.accounts['bank']}", archived=True)
    stop_clock(monkeypatch, "2026-01-19T03:00")

    held_up = days(home)
    due = [plan["next_day"] for plan in home.get("recurring")["items"]]
    change(home, f"accounts/{home.accounts['bank']}", archived=False)
    if who == "the next day":
        stop_clock(monkeypatch, "2026-01-20T03:00")
    written = days({"the next day": home, "another process": others[0]}[who])

    assert (held_up, due) == (["2026-01-05", "2026-01-06", "2026-01-13"], ["2026-01-12", "2026-01-20"])
    assert [day for day in written if day not in held_up] == [
        *("2026-01-12", "2026-01-19", "2026-01-20")[: 3 if who == "the next day" else 2]
    ]


def test_pages_answer_while_something_is_held_up(
    app: Flask, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-01-05T03:00")
    comes_again(home, "week", "2026-01-05")
    change(home, f"accounts/{home.accounts['bank']}", archived=True)
    browser = Browser(app.test_client())
    stop_clock(monkeypatch, "2026-01-12T03:00")

    page = browser.send("/login", email=home.email, password=PASSWORD)

    assert (page.status_code, page.request.path) == (200, f"{pages_of(home)}/month")


@pytest.mark.parametrize(
    ("timezone", "utc", "expected"),
    [
        pytest.param("Asia/Seoul", "2026-01-31T15:30", ["2026-02-01"], id="half past midnight in Seoul"),
        pytest.param("Asia/Seoul", "2026-01-31T14:59", [], id="a minute to midnight in Seoul"),
        pytest.param("America/New_York", "2026-02-01T04:59", [], id="a minute to midnight in New York"),
        pytest.param("America/New_York", "2026-02-01T05:00", ["2026-02-01"], id="midnight in New York"),
    ],
)
def test_its_day_comes_where_the_household_lives(
    home: Household, monkeypatch: pytest.MonkeyPatch, timezone: str, utc: str, expected: list[str]
) -> None:
    change(home, home.book, timezone=timezone)
    stop_clock(monkeypatch, "2026-01-15T12:00")
    comes_again(home, "month", "2026-02-01")

    stop_clock(monkeypatch, utc)

    assert days(home) == expected


def reckoned(every: str, anchor: date, after: date | None) -> date:
    """Return the first occurrence after a day, by going through all of them."""
    number = 0
    while True:
        if every == "week":
            day = anchor + timedelta(days=7 * number)
        else:
            months = anchor.year * 12 + anchor.month - 1 + number * {"month": 1, "year": 12}[every]
            year, month = months // 12, months % 12 + 1
            day = date(year, month, min(anchor.day, calendar.monthrange(year, month)[1]))
        if after is None or day > after:
            return day
        number += 1


@settings(deadline=None)
@given(
    every=st.sampled_from(["week", "month", "year"]),
    anchor=st.dates(date(1900, 1, 1), date(2190, 12, 31)),
    apart=st.integers(-40, 1500) | st.none(),
    until=st.dates(date(1900, 1, 1), date(2199, 12, 31)) | st.none(),
)
def test_the_first_occurrence_after_a_day_is_the_one_that_a_calendar_shows(
    every: str, anchor: date, apart: int | None, until: date | None
) -> None:
    after = None if apart is None else anchor + timedelta(days=apart)
    expected = reckoned(every, anchor, after)

    found = recurring.first_after({"every": every, "anchor": anchor, "until": until}, after)

    assert found == (None if until is not None and expected > until else expected)
