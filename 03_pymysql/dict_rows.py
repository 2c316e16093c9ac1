"""SELECT: rows as tuples, rows as dictionaries, and which Python types they hold.

    uv run python 03_pymysql/dict_rows.py

A tuple's meaning hangs on the order of the columns in the SQL. DictCursor names
them, and the rows look like the JSON that a server will send, until one looks
at the types.
"""

from contextlib import closing
from typing import Any

import pymysql
from mysql_server import throw_away_database
from placeholders import add_entries, add_user
from pymysql.cursors import DictCursor
from tables import create_tables

MONTH = "SELECT day, amount, memo FROM entries WHERE user_id = %s AND day BETWEEN %s AND %s ORDER BY entry_id"
TOTALS = "SELECT COUNT(*) AS entries, SUM(amount) AS balance FROM entries WHERE user_id = %s"


def entries_of(settings: dict[str, Any], user_id: int) -> list[dict[str, Any]]:
    """Return a user's entries of November, each as a dictionary."""
    with closing(pymysql.connect(**settings, cursorclass=DictCursor)) as connection:
        cursor = connection.cursor()
        cursor.execute(MONTH, (user_id, "2026-11-01", "2026-11-30"))
        return list(cursor.fetchall())


def balance_of(settings: dict[str, Any], user_id: int) -> dict[str, Any] | None:
    """Return how many entries a user has, and their sum, which is None if there are none."""
    with closing(pymysql.connect(**settings, cursorclass=DictCursor)) as connection:
        cursor = connection.cursor()
        cursor.execute(TOTALS, (user_id,))
        return cursor.fetchone()


if __name__ == "__main__":
    with throw_away_database() as settings:
        with closing(pymysql.connect(**settings)) as connection:
            create_tables(connection)
            huey, dewey = (add_user(connection, name, "very-secret") for name in ("huey", "dewey"))
            rows = [(huey, "2026-11-01", 2500000, "salary"), (huey, "2026-11-23", -9000, "lunch")]
            add_entries(connection, rows)

            with connection.cursor() as cursor:
                cursor.execute(MONTH, (huey, "2026-11-01", "2026-11-30"))
                print("fetchone  ", cursor.fetchone())
                print("fetchall  ", cursor.fetchall())
                print("fetchone  ", cursor.fetchone())

        for entry in entries_of(settings, huey):
            print("DictCursor", entry)
        print("huey      ", balance_of(settings, huey))
        # MySQL adds integers up to a DECIMAL, which cannot overflow; there is no sum of nothing.
        print("dewey     ", balance_of(settings, dewey))
