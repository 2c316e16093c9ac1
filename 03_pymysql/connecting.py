"""A connection: made, asked something, closed, and three ways in which it is not made.

    uv run python 03_pymysql/connecting.py

A connection is a conversation over TCP with a server that knows who you are.
It costs the server memory and a thread, so whoever opens one closes it.
"""

from contextlib import closing
from typing import Any

import pymysql
from local_mariadb import free_port
from mysql_server import advice, throw_away_database


def ask(settings: dict[str, Any]) -> tuple[Any, ...]:
    """Connect, ask the server who and where we are, and close the connection."""
    connection = pymysql.connect(**settings)
    # Closed in any case: an error must not leave it open.
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_USER(), DATABASE(), @@character_set_connection")
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def try_to_connect(settings: dict[str, Any]) -> str:
    """Return the number of the error that connecting ends in, and what to do about it."""
    try:
        pymysql.connect(**settings).close()
    except pymysql.Error as error:
        return f"{error.args[0]} {type(error).__name__}: {advice(error, settings)}"
    return "connected"


if __name__ == "__main__":
    with throw_away_database() as settings:
        user, database, charset = ask(settings)
        print(f"user {user}, database {database}, texts travel as {charset}")

        connection = pymysql.connect(**settings)
        print(f"open: {connection.open}")
        connection.close()
        print(f"open: {connection.open}")
        try:
            connection.ping(reconnect=False)
        except pymysql.Error as error:
            print(f"A closed connection answers nothing: {type(error).__name__} {error}")

        print("Nobody there   ", try_to_connect({**settings, "port": free_port()}))
        print("Wrong password ", try_to_connect({**settings, "password": "wrong"}))
        print("No such place  ", try_to_connect({**settings, "database": "nowhere"}))
