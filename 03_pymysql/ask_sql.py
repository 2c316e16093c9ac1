"""SQL of your own, on the server that is found: each statement, its rows, or the number of its error.

    uv run python 03_pymysql/ask_sql.py "SELECT VERSION()" "SELECT 1 + 1 AS two"
    uv run python 03_pymysql/ask_sql.py          asks for one statement after the other

Without MYSQL_URL, that server and all you do there are gone at the end.
"""

import sys
from collections.abc import Iterator
from contextlib import closing

import pymysql
from mysql_server import Connection, running_server


def answer(connection: Connection, sql: str) -> Iterator[str]:
    """Yield the lines of what the server answers to one statement."""
    try:
        with connection.cursor() as cursor:
            count = cursor.execute(sql)
            if cursor.description:
                yield " | ".join(column[0] for column in cursor.description)
                yield from (" | ".join(map(str, row)) for row in cursor.fetchall())
            yield f"({count} rows)"
    except pymysql.OperationalError as error:
        # A connection that is lost answers to nothing more.
        if not connection.open:
            raise
        yield f"{error.args[0]}: {error.args[1]}"
    except pymysql.Error as error:
        yield f"{error.args[0]}: {error.args[-1]}"


def typed() -> Iterator[str]:
    """Yield what is typed, line by line, until the end of the input (Ctrl-D; on Windows Ctrl-Z, Enter)."""
    while True:
        try:
            line = input("sql> ")
        except EOFError:
            return
        if line.strip():
            yield line


if __name__ == "__main__":
    # A console without Hangul shows \uc810 and does not end the program.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with running_server() as settings, closing(pymysql.connect(**settings, autocommit=True)) as connection:
        for sql in sys.argv[1:] or typed():
            print(*answer(connection, sql), sep="\n")
