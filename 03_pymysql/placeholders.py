"""INSERT with placeholders: the SQL and its values are handed over side by side (the talk's slide 40).

    uv run python 03_pymysql/placeholders.py

Each %s stands for one value, whatever its type, and without quotes around it:
PyMySQL writes the value so that the server reads it as a value and as nothing
else. Until commit() nobody but this connection sees the row.
"""

from contextlib import closing
from typing import Any

import pymysql
from mysql_server import Connection, throw_away_database
from tables import create_tables
from werkzeug.security import check_password_hash, generate_password_hash

# OWASP's advice for scrypt: N=2^15, r=8, p=3. Werkzeug's default is weaker (p=1).
SCRYPT = "scrypt:32768:8:3"


def add_user(connection: Connection, nickname: str, password: str, method: str = SCRYPT) -> int:
    """Insert a user, and return the server's number for it; the password itself is not stored."""
    sql = "INSERT INTO users (nickname, password_hash) VALUES (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, (nickname, generate_password_hash(password, method)))
    connection.commit()
    return int(cursor.lastrowid)


def add_entries(connection: Connection, rows: list[tuple[int, str, int, str]]) -> int:
    """Insert many entries with one call, and return how many they are."""
    sql = "INSERT INTO entries (user_id, day, amount, memo) VALUES (%s, %s, %s, %s)"
    with connection.cursor() as cursor:
        count = cursor.executemany(sql, rows)
    connection.commit()
    return count or 0


def read(connection: Connection, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


if __name__ == "__main__":
    with throw_away_database() as settings, closing(pymysql.connect(**settings)) as connection:
        create_tables(connection)

        user_id = add_user(connection, "huey", "very-secret")
        print("number of the new user:", user_id)
        [(stored,)] = read(connection, "SELECT password_hash FROM users WHERE user_id = %s", user_id)
        print("in place of the password:", stored[:24] + "...")
        print("very-secret fits:", check_password_hash(stored, "very-secret"))

        memos = ["점심 🍜", "O'Brien", '100 % "off"', "'); DROP TABLE users; --"]
        print("entries:", add_entries(connection, [(user_id, "2026-11-23", -9000, memo) for memo in memos]))
        rows = read(connection, "SELECT memo FROM entries ORDER BY entry_id")
        for memo, (back,) in zip(memos, rows, strict=True):
            # !a: in ASCII, since not every console has Hangul.
            print(f"  {memo!a:36} came back the same: {back == memo}")

        with connection.cursor() as cursor:
            # What is sent in the end: one text, in which the values are quoted.
            print(cursor.mogrify("... WHERE memo = %s AND amount < %s", ("O'Brien", 0)))
