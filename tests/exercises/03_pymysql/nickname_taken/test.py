"""People who join, under nicknames that are free, taken, too long, and taken at the last moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Imported here, because a test has little time: mysql() starts it.
import practice_server  # noqa: F401
import pymysql
from pymysql.constants import ER

from tests.tutor.mine import Mine, Wrong, both, shown
from tests.tutor.servers import mysql

# The numbers given begin at 5, because much else is 1.
TABLES = (
    "CREATE TABLE households (household_id INT NOT NULL PRIMARY KEY) ENGINE = InnoDB",
    "INSERT INTO households VALUES (1), (2)",
    """
    CREATE TABLE members (
        member_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
        household_id INT NOT NULL,
        nickname VARCHAR(20) COLLATE utf8mb4_bin NOT NULL,
        UNIQUE KEY nickname (nickname),
        FOREIGN KEY (household_id) REFERENCES households (household_id)
    ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4
    """,
    "INSERT INTO members VALUES (4, 1, 'dewey')",
)
SELECT = "SELECT household_id, nickname FROM members"
ANOTHER = both("(another connection)", "(다른 연결)")


@contextmanager
def two_connections() -> Iterator[tuple[Any, Any]]:
    """Yield the learner's connection, and one that sees what is committed."""
    with mysql(*TABLES, autocommit=True, ssl_disabled=True) as other:
        where = {"host": other.host, "port": other.port, "user": other.user, "password": other.password}
        connection = pymysql.connect(**where, database=other.db, charset="utf8mb4", ssl_disabled=True)
        try:
            yield connection, other
        finally:
            if connection.open:
                connection.close()


def members(connection: Any) -> list[tuple[int, str]]:
    """Return what a connection sees in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT} ORDER BY member_id")
        return list(cursor.fetchall())


def test_somebody_joins(mine: Mine) -> None:
    call = 'join(connection, 2, "휴이")'
    with two_connections() as (connection, other):
        mine.run(call, connection=connection, hint="written", expected=5)

        expected = [(1, "dewey"), (2, "휴이")]
        mine.compare(f"{call}\nconnection.open", connection.open, True, hint="closed")
        mine.compare(f"{call}\n{SELECT}", members(connection), expected, hint="written")
        mine.compare(f"{call}\n{SELECT}  {ANOTHER}", members(other), expected, hint="committed")


def test_the_number_is_the_one_that_was_given(mine: Mine) -> None:
    with two_connections() as (connection, _):
        mine.expect('join(connection, 1, "huey")', 5, connection=connection, hint="number")
        mine.expect('join(connection, 2, "louie")', 6, connection=connection, hint="number")


def test_a_nickname_that_is_taken_is_refused(mine: Mine) -> None:
    for call in ('join(connection, 1, "dewey")', 'join(connection, 2, "dewey")'):
        with two_connections() as (connection, other):
            mine.expect_error(call, mine.NicknameTaken, connection=connection, hint="taken")

            after = 'join(connection, 2, "louie")'
            mine.run(after, connection=connection, hint="taken", expected="int")
            expected = [(1, "dewey"), (2, "louie")]
            mine.compare(f"{call}\n{after}\n{SELECT}", members(other), expected, hint="taken")


def test_all_other_errors_stay_as_they_are(mine: Mine) -> None:
    for call, error, number in [
        ('join(connection, 9, "louie")', pymysql.IntegrityError, ER.NO_REFERENCED_ROW_2),
        ('join(connection, 1, "louie" * 5)', pymysql.DataError, ER.DATA_TOO_LONG),
        ("join(connection, 1, None)", pymysql.IntegrityError, ER.BAD_NULL_ERROR),
    ]:
        with two_connections() as (connection, other):
            raised = mine.expect_error(call, error, connection=connection, hint="other_errors")

            mine.compare(f"{call}\nerror.args[0]", raised.args[0], number, hint="other_errors")
            mine.compare(f"{call}\n{SELECT}", members(other), [(1, "dewey")], hint="other_errors")


def test_it_may_be_taken_while_we_look(mine: Mine) -> None:
    with two_connections() as (connection, other):
        # From its first look on, this connection goes on seeing what was there then, and no louie.
        members(connection)
        before, call = 'join(other, 2, "louie")', 'join(connection, 1, "louie")'
        mine.run(before, other=other, hint="same_moment", expected="int")

        look = f"{SELECT}  {both('(connection: no louie yet)', '(connection: 아직 louie 없음)')}"
        steps = f"{look}\n{before}  {ANOTHER}\n{call}"
        mine.about_to(steps, "same_moment", "NicknameTaken")
        try:
            got = mine.join(connection, 1, "louie")
        except mine.NicknameTaken:
            mine.called = ""
        else:
            raise Wrong(steps, shown(got), "NicknameTaken", "same_moment")
