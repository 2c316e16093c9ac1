"""Dinners that everybody pays, and dinners that somebody cannot pay; two connections look at the purses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Imported here, because a test has little time: mysql() starts it.
import practice_server  # noqa: F401
import pymysql

from tests.tutor.mine import Mine, both
from tests.tutor.servers import mysql

PURSES = """
CREATE TABLE purses (
    owner VARCHAR(20) NOT NULL PRIMARY KEY,
    won INT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4
"""
# Scrooge's purse is nearly full: an INT holds 2147483647 at most.
OWNERS = """
INSERT INTO purses VALUES
    ('dewey', 15000), ('donald', 5000), ('huey', 0), ('louie', 30000), ('scrooge', 2147480000)
"""
BEFORE = {"dewey": 15000, "donald": 5000, "huey": 0, "louie": 30000, "scrooge": 2147480000}
SELECT = "SELECT owner, won FROM purses"
ANOTHER = both("(another connection)", "(다른 연결)")
THIS = both("(this connection)", "(이 연결)")


@contextmanager
def two_connections() -> Iterator[tuple[Any, Any]]:
    """Yield the learner's connection, and one that sees what is committed."""
    with mysql(PURSES, OWNERS, autocommit=True, ssl_disabled=True) as other:
        where = {"host": other.host, "port": other.port, "user": other.user, "password": other.password}
        connection = pymysql.connect(**where, database=other.db, charset="utf8mb4", ssl_disabled=True)
        try:
            yield connection, other
        finally:
            if connection.open:
                connection.close()


def purses(connection: Any) -> dict[str, int]:
    """Return what a connection sees in the purses."""
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT} ORDER BY owner")
        return dict(cursor.fetchall())


def pays(mine: Mine, call: str, changed: dict[str, int], hint: str) -> None:
    """Check what a call does to the purses, as both connections see it."""
    with two_connections() as (connection, other):
        mine.run(call, connection=connection, hint=hint, expected=None)

        expected = {**BEFORE, **changed}
        mine.compare(f"{call}\nconnection.open", connection.open, True, hint="closed")
        mine.compare(f"{call}\n{SELECT}", purses(connection), expected, hint=hint)
        mine.compare(f"{call}\n{SELECT}  {ANOTHER}", purses(other), expected, hint="committed")


def refuses(mine: Mine, call: str, error: type[Exception], hint: str) -> None:
    """Check that a call raises an error, and leaves the purses as they were."""
    with two_connections() as (connection, other):
        mine.expect_error(call, error, connection=connection, hint=hint)

        mine.compare(f"{call}\nconnection.open", connection.open, True, hint="closed")
        seen = purses(other)
        mine.compare(f"{call}\n{SELECT}  {ANOTHER}", seen, BEFORE, hint="half_written")
        mine.compare(f"{call}\n{SELECT}  {THIS}", purses(connection), BEFORE, hint="rolled_back")


def test_each_friend_pays(mine: Mine) -> None:
    call = 'settle(connection, "huey", ["dewey", "louie"], 10000)'
    pays(mine, call, {"huey": 20000, "dewey": 5000, "louie": 20000}, "moved")
    pays(mine, 'settle(connection, "donald", ["louie"], 1)', {"donald": 5001, "louie": 29999}, "moved")


def test_one_can_give_all_that_one_has(mine: Mine) -> None:
    call = 'settle(connection, "huey", ["dewey", "louie"], 15000)'
    pays(mine, call, {"huey": 30000, "dewey": 0, "louie": 15000}, "exactly")


def test_a_friend_who_has_too_little_spoils_it_for_all(mine: Mine) -> None:
    refuses(mine, 'settle(connection, "huey", ["louie", "dewey"], 15001)', ValueError, "too_little")
    refuses(mine, 'settle(connection, "huey", ["donald", "dewey"], 10000)', ValueError, "too_little")


def test_everybody_needs_a_purse(mine: Mine) -> None:
    refuses(mine, 'settle(connection, "huey", ["dewey", "daisy"], 10000)', ValueError, "no_purse")
    refuses(mine, 'settle(connection, "daisy", ["dewey", "louie"], 10000)', ValueError, "no_purse")


def test_an_error_of_the_server_leaves_nothing_behind(mine: Mine) -> None:
    call = 'settle(connection, "scrooge", ["dewey", "louie"], 3000)'
    refuses(mine, call, pymysql.err.DataError, "other_errors")


def test_the_next_dinner_is_paid_as_if_nothing_had_happened(mine: Mine) -> None:
    refused = 'settle(connection, "huey", ["louie", "donald"], 10000)'
    call = 'settle(connection, "huey", ["louie", "donald"], 5000)'
    with two_connections() as (connection, other):
        mine.expect_error(refused, ValueError, connection=connection, hint="too_little")
        mine.run(call, connection=connection, hint="rolled_back", expected=None)

        expected = {**BEFORE, "huey": 10000, "louie": 25000, "donald": 0}
        mine.compare(f"{refused}\n{call}\n{SELECT}", purses(other), expected, hint="rolled_back")
