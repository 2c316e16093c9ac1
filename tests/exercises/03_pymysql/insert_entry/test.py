"""Entries with harmless memos, and with memos that are none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Imported here, because a test has little time: mysql() starts it.
import practice_server  # noqa: F401
import pymysql

from tests.tutor.mine import Mine, both
from tests.tutor.servers import mysql

# The first number given is not 1, which much else is as well.
ENTRIES = """
CREATE TABLE entries (
    entry_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    day DATE NOT NULL,
    amount BIGINT NOT NULL,
    memo VARCHAR(200) COLLATE utf8mb4_bin NOT NULL
) ENGINE = InnoDB AUTO_INCREMENT = 42 DEFAULT CHARSET = utf8mb4
"""

SELECT = "SELECT day, amount, memo FROM entries"
ANOTHER = both("(another connection)", "(다른 연결)")


@contextmanager
def two_connections() -> Iterator[tuple[Any, Any]]:
    """Yield the learner's connection, and one that sees what is committed."""
    with mysql(ENTRIES, autocommit=True, ssl_disabled=True) as other:
        where = {"host": other.host, "port": other.port, "user": other.user, "password": other.password}
        connection = pymysql.connect(**where, database=other.db, charset="utf8mb4", ssl_disabled=True)
        try:
            yield connection, other
        finally:
            if connection.open:
                connection.close()


def entries(connection: Any) -> list[tuple[str, int, str]]:
    """Return what a connection sees in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT} ORDER BY entry_id")
        return [(str(day), amount, memo) for day, amount, memo in cursor.fetchall()]


def test_an_entry_is_written_and_committed(mine: Mine) -> None:
    call = 'add_entry(connection, "2026-11-23", -9000, "점심")'
    with two_connections() as (connection, other):
        mine.run(call, connection=connection, hint="placeholders", expected=42)

        mine.compare(f"{call}\nconnection.open", connection.open, True, hint="closed")
        expected = [("2026-11-23", -9000, "점심")]
        mine.compare(f"{call}\n{SELECT}", entries(connection), expected, hint="row")
        mine.compare(f"{call}\n{SELECT}  {ANOTHER}", entries(other), expected, hint="committed")


def test_the_number_is_the_one_that_was_given(mine: Mine) -> None:
    calls = [
        'add_entry(connection, "2026-12-01", 2500000, "salary")',
        'add_entry(connection, "2026-02-28", 0, "")',
    ]
    with two_connections() as (connection, other):
        mine.expect(calls[0], 42, connection=connection, hint="number")
        mine.expect(calls[1], 43, connection=connection, hint="number")

        expected = [("2026-12-01", 2500000, "salary"), ("2026-02-28", 0, "")]
        mine.compare("\n".join([*calls, SELECT]), entries(other), expected, hint="row")


def test_a_memo_that_looks_like_sql_is_a_memo(mine: Mine) -> None:
    for memo in ("gift'), ('2026-11-24', 1000000, 'salary", 'gift"), ("2026-11-24", 1000000, "salary'):
        call = f'add_entry(connection, "2026-11-23", -9000, {memo!r})'
        with two_connections() as (connection, other):
            mine.run(call, connection=connection, hint="injected", expected=42)

            mine.compare(f"{call}\n{SELECT}", entries(other), [("2026-11-23", -9000, memo)], hint="injected")


def test_each_memo_comes_back_as_it_was_typed(mine: Mine) -> None:
    memos = ["coffee at Kim's", '10 % "off"', "50%s, 100%%", r"C:\new\table", r"\'", "x -- y # z", " 🍜 "]
    with two_connections() as (connection, other):
        for memo in memos:
            call = f'add_entry(connection, "2026-11-23", -4500, {memo!r})'
            mine.run(call, connection=connection, hint="as_typed", expected="int")

            expected = [("2026-11-23", -4500, memo)]
            mine.compare(f"{call}\n{SELECT}", entries(other), expected, hint="as_typed")
            with other.cursor() as cursor:
                cursor.execute("DELETE FROM entries")
