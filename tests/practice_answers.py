"""What a client sees of a server's answers."""

from contextlib import closing
from typing import Any

import pymysql

from tests.mysql_faults import settings_for


def connect(url: str, database: str | None = None, **options: Any) -> "pymysql.Connection[Any]":
    """Connect to a server."""
    known = settings_for(url) | {"database": database, "autocommit": True}
    connection: pymysql.Connection[Any] = pymysql.connect(**(known | options))
    return connection


def answer(cursor: Any, statement: str, words: bool) -> Any:
    """Return all that a client sees of an answer."""
    try:
        cursor.execute(statement)
    except pymysql.MySQLError as error:
        return error.args if words else error.args[0]
    names = [column[0] for column in cursor.description or []]
    return names, cursor.fetchall(), cursor.rowcount, cursor.lastrowid


def answers(url: str, database: str, statements: tuple[str, ...], words: bool) -> list[str]:
    """Run statements in a database of their own, and say of each what came back, with its types."""
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
        try:
            connection.select_db(database)
            return [f"{each}\n  {answer(cursor, each, words)!r}" for each in statements]
        finally:
            cursor.execute("ROLLBACK")
            cursor.execute(f"DROP DATABASE {database}")


def cut(connection: "pymysql.Connection[Any]") -> None:
    """Break a connection off, as a program does that crashes."""
    broken: Any = connection
    broken._force_close()
