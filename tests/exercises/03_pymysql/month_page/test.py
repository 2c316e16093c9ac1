"""A book of a few entries, read by its days."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pprint import pformat
from typing import Any

# Imported here, because a test has little time: mysql() starts it.
import practice_server  # noqa: F401

from tests.tutor.mine import Mine, Wrong, both, cut
from tests.tutor.servers import mysql

ENTRIES = """
CREATE TABLE entries (
    entry_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    day DATE NOT NULL,
    amount BIGINT NOT NULL,
    memo VARCHAR(200) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4
"""
ROWS = """
INSERT INTO entries (day, amount, memo) VALUES
    ('2026-11-30', -30000, '책'),
    ('2026-10-31', -700, 'stamps'),
    ('2026-11-01', 2500000, '월급'),
    ('2026-11-23', -9000, '점심'),
    ('2026-12-01', 2600000, '월급'),
    ('2026-11-23', -4500, '커피'),
    ('2025-11-23', -12000, 'cinema')
"""
NOVEMBER = "month_page(connection, date(2026, 11, 1), date(2026, 11, 30))"
PAGE: dict[str, Any] = {
    "entries": [
        {"day": "2026-11-30", "amount": -30000, "memo": "책"},
        {"day": "2026-11-23", "amount": -4500, "memo": "커피"},
        {"day": "2026-11-23", "amount": -9000, "memo": "점심"},
        {"day": "2026-11-01", "amount": 2500000, "memo": "월급"},
    ],
    "total": 2456500,
}
OCTOBER = "month_page(connection, date(2026, 10, 1), date(2026, 10, 31))"
SEPTEMBER = "month_page(connection, date(2026, 9, 1), date(2026, 9, 30))"
ONE_DAY = "month_page(connection, date(2025, 11, 23), date(2025, 11, 23))"


@contextmanager
def book() -> Iterator[dict[str, Any]]:
    """Yield the names of a call: a connection to the book, which may be closed in between, and others."""
    with mysql(ENTRIES, ROWS, ssl_disabled=True) as connection:
        try:
            yield {"connection": connection, "date": date, "json": json}
        finally:
            if not connection.open:
                connection.connect()


def in_lines(page: object) -> str:
    """Return a page as text, with a line for each entry."""
    return cut(pformat(page, width=100, sort_dicts=False))


def memos(page: dict[str, Any]) -> list[str]:
    """Return the memos on a page, in their order."""
    return [entry["memo"] for entry in page["entries"]]


def test_it_is_a_dictionary_with_dictionaries_in_it(mine: Mine) -> None:
    with book() as names:
        called = f'{NOVEMBER}["entries"][0]'
        entry = mine.run(called, expected=PAGE["entries"][0], hint="rows", **names)
        mine.compare(f"{NOVEMBER}\nconnection.open", names["connection"].open, True, hint="closed")

        keys = sorted(entry) if isinstance(entry, dict) else entry
        mine.compare(f"sorted({called})", keys, ["amount", "day", "memo"], hint="rows")
        mine.expect(f"sorted({NOVEMBER})", ["entries", "total"], hint="rows", **names)


def test_json_takes_it(mine: Mine) -> None:
    with book() as names:
        called = f"json.loads(json.dumps({NOVEMBER}))"
        page = mine.run(called, expected=in_lines(PAGE), hint="json_types", **names)

        days = [entry["day"] for entry in page["entries"] if entry["memo"] == "점심"]
        mine.compare(
            f"{called}  {both('(the day of 점심)', '(점심의 날짜)')}",
            days,
            ["2026-11-23"] * len(days),
            hint="json_types",
        )


def test_it_is_of_these_days_and_no_others(mine: Mine) -> None:
    with book() as names:
        for call, expected in [
            (NOVEMBER, ["월급", "점심", "책", "커피"]),
            (OCTOBER, ["stamps"]),
            (ONE_DAY, ["cinema"]),
        ]:
            page = mine.run(call, hint="days", **names)
            mine.compare(
                f"{call}  {both('(the memos, sorted)', '(메모, 정렬)')}",
                sorted(memos(page)),
                expected,
                hint="days",
            )


def test_the_newest_comes_first(mine: Mine) -> None:
    with book() as names:
        page = mine.run(NOVEMBER, hint="order", **names)
        mine.compare(
            f"{NOVEMBER}  {both('(the memos)', '(메모)')}",
            memos(page),
            ["책", "커피", "점심", "월급"],
            hint="order",
        )


def test_the_total_is_that_of_these_entries(mine: Mine) -> None:
    with book() as names:
        mine.expect(f'{NOVEMBER}["total"]', 2456500, hint="total", **names)
        mine.expect(f'{OCTOBER}["total"]', -700, hint="total", **names)


def test_a_month_without_entries_is_a_page_too(mine: Mine) -> None:
    with book() as names:
        called = f"json.loads(json.dumps({SEPTEMBER}))"
        mine.expect(called, {"entries": [], "total": 0}, hint="no_entries", **names)
        mine.expect(f'{SEPTEMBER}["total"]', 0, hint="no_entries", **names)


def test_the_whole_page_is_right(mine: Mine) -> None:
    with book() as names:
        called, expected = f"json.loads(json.dumps({NOVEMBER}))", in_lines(PAGE)
        page = mine.run(called, expected=expected, hint="rows", **names)
        if page != PAGE:
            raise Wrong(called, in_lines(page), expected, "rows")
