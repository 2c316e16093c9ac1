"""Errors by number: the server's rules, broken one after the other.

    uv run python 03_pymysql/error_numbers.py

The text of a message changes with version and language, the number does not:
error.args is (number, message). A statement that fails writes nothing, also
when only its last row is at fault.
"""

from contextlib import closing

import pymysql
from mysql_server import Connection, throw_away_database
from pymysql.constants import ER
from tables import create_tables

USER = "INSERT INTO users (nickname, password_hash) VALUES (%s, 'x')"
ENTRY = "INSERT INTO entries (user_id, day, amount, memo) VALUES (%s, %s, %s, %s)"

# (what is tried, SQL, values)
ATTEMPTS: list[tuple[str, str, tuple[object, ...]]] = [
    ("a nickname that is taken", USER, ("huey",)),
    ("two users, one of them taken", f"{USER}, ('huey', 'x')", ("dewey",)),
    ("no such table", "SELECT * FROM purses", ()),
    ("no such column", "SELECT age FROM users", ()),
    ("no SQL", "SELECT * FORM users", ()),
    ("nothing where something must be", USER, (None,)),
    ("an entry of nobody", ENTRY, (99, "2026-11-23", -9000, "lunch")),
    ("a text too long", USER, ("h" * 65,)),
    ("an amount too large", ENTRY, (1, "2026-11-23", 10**20, "lunch")),
    ("a day that is none", ENTRY, (1, "2026-02-30", -9000, "lunch")),
    ("an emoji in a latin1 column", "INSERT INTO notes (text) VALUES (%s)", ("🍜",)),
    ("a user who still has entries", "DELETE FROM users WHERE nickname = %s", ("huey",)),
]


def attempt(connection: Connection, sql: str, values: tuple[object, ...]) -> str:
    """Run a statement that fails; return PyMySQL's class, the server's number and its message."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
    except pymysql.Error as error:
        number, message = error.args
        return f"{number} {type(error).__name__:16} {message}"
    finally:
        connection.rollback()
    return "it did not fail"


def sign_up(connection: Connection, nickname: str) -> str:
    """Insert a user, and say in a person's words what the server's number means."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(USER, (nickname,))
    except pymysql.Error as error:
        connection.rollback()
        # Asking first whether the name is free would not help: it can be taken in between.
        if error.args[0] == ER.DUP_ENTRY:
            return f"The nickname {nickname} is taken. Choose another."
        raise
    connection.commit()
    return f"Welcome, {nickname}."


def prepare(connection: Connection) -> None:
    """Make a user with an entry, and a table that cannot hold every character."""
    create_tables(connection)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE notes (text VARCHAR(100)) DEFAULT CHARSET = latin1")
        cursor.execute(USER, ("huey",))
        cursor.execute(ENTRY, (cursor.lastrowid, "2026-11-23", -9000, "lunch"))
    connection.commit()


if __name__ == "__main__":
    with throw_away_database() as settings, closing(pymysql.connect(**settings)) as connection:
        prepare(connection)
        for what, sql, values in ATTEMPTS:
            print(f"{what:33}{attempt(connection, sql, values)}")
        print(sign_up(connection, "huey"))
        print(sign_up(connection, "louie"))
