"""Write an entry into the book, whatever its memo holds."""

from typing import Any

from pymysql import Connection


def add_entry(connection: "Connection[Any]", day: str, amount: int, memo: str) -> int:
    """Insert an entry, and return its number."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO entries (day, amount, memo) VALUES (%s, %s, %s)", (day, amount, memo))
    connection.commit()
    return int(cursor.lastrowid)
