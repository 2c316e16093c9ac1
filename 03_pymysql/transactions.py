"""Transactions: all of it or nothing, and seen by others only when it is complete.

    uv run python 03_pymysql/transactions.py

PyMySQL begins a transaction with the first statement. It ends with commit(),
with rollback(), or when the connection closes, which rolls back. Two
connections, one for each of two people, show what the other one sees of it.
"""

from contextlib import closing, suppress
from typing import Any

import pymysql
from mysql_server import Connection, throw_away_database


def make_purses(connection: Connection) -> None:
    """Make a table with two purses."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE purses (owner VARCHAR(20) PRIMARY KEY, won INT NOT NULL)")
        cursor.execute("INSERT INTO purses VALUES ('huey', 10000), ('dewey', 0)")
    connection.commit()


def purses(connection: Connection) -> dict[str, int]:
    """Return what the connection sees now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT owner, won FROM purses ORDER BY won DESC, owner")
        return dict(cursor.fetchall())


def add(connection: Connection, owner: str, won: int) -> None:
    """Change a purse by so much; the server adds, so that nobody else's change is overwritten."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE purses SET won = won + %s WHERE owner = %s", (won, owner))
        if not cursor.rowcount:
            raise LookupError(f"nobody is called {owner}")


def transfer(connection: Connection, giver: str, taker: str, won: int) -> None:
    """Move money from purse to purse, wholly or not at all."""
    try:
        add(connection, giver, -won)
        add(connection, taker, won)
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def leave_in_the_middle(settings: dict[str, Any]) -> None:
    """Begin a transfer, and go away before it is complete."""
    with closing(pymysql.connect(**settings)) as connection:
        add(connection, "huey", -5000)


def wait_for_a_lock(connection: Connection, owner: str) -> str:
    """Change a purse that somebody else is changing; return what the server says after one second."""
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION innodb_lock_wait_timeout = 1")
    try:
        add(connection, owner, 1)
    except pymysql.OperationalError as error:
        connection.rollback()
        return f"{error.args[0]} {error.args[1]}"
    return "there was no lock"


if __name__ == "__main__":
    with (
        throw_away_database() as settings,
        closing(pymysql.connect(**settings)) as mine,
        closing(pymysql.connect(**settings)) as yours,
    ):
        make_purses(mine)
        print("at first              ", purses(yours))
        yours.commit()

        add(mine, "huey", -3000)
        add(mine, "dewey", 3000)
        print("I see before commit   ", purses(mine))
        print("you see               ", purses(yours))
        print("you want it, too      ", wait_for_a_lock(yours, "huey"))
        print("you see               ", purses(yours))
        mine.commit()
        print("you, after my commit  ", purses(yours), "your transaction goes on seeing what it saw first")
        yours.commit()
        print("you, in your next one ", purses(yours))
        yours.commit()

        with suppress(LookupError):
            transfer(mine, "huey", "louie", 2000)
        print("half failed, rollback ", purses(mine))
        mine.commit()
        leave_in_the_middle(settings)
        print("half done, gone       ", purses(mine))
        mine.commit()
        transfer(mine, "huey", "dewey", 2000)
        print("wholly done, commit   ", purses(yours))
