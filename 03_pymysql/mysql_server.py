"""Which MySQL server this stage talks to, and a database on it that is thrown away.

    uv run python 03_pymysql/mysql_server.py

1. the server in the environment variable MYSQL_URL, if it is set;
2. else a private MariaDB, if `mariadbd` is installed: local_mariadb.py;
3. else the practice server, for which nothing has to be installed: practice_server.py.

Each program says which one it found.
"""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

import local_mariadb
import pymysql
from pymysql.constants import CR, ER

# Read as text: only the type checker knows a connection by its kind of rows.
Connection: TypeAlias = "pymysql.Connection[Any]"
FORM = "mysql://user:password@host:3306/database"
LIKE_THIS = f"it should look like this: {FORM} (in a password, write @ as %40, / as %2F, # as %23, ? as %3F)"
# PyMySQL's own number for a connection that was lost before is 0. That of a connection that the server has
# ended is 1927 in MariaDB, 4031 in MySQL 8.
LOST = (
    "The server at {host}:{port} does not answer any more, or is no MySQL server. "
    "What was not committed is not written. Look whether it runs, and start again."
)
# What the numbers of a failed connect mean, and what to do about them.
ADVICE = {
    CR.CR_CONN_HOST_ERROR: "No MySQL server answers at {host}:{port}. Start it, or correct MYSQL_URL; "
    "without MYSQL_URL, a private server is started for you.",
    ER.ACCESS_DENIED_ERROR: "The server refuses user '{user}' with this password. "
    f"Both are in MYSQL_URL: {FORM}",
    ER.DBACCESS_DENIED_ERROR: "The server does not let user '{user}' do this. The steps make databases of "
    "their own: GRANT ALL ON `workshop\\_%`.* TO ... allows it. Or use no MYSQL_URL at all.",
    **dict.fromkeys((0, 1927, 4031, CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST), LOST),
    ER.NO_DB_ERROR: f"MYSQL_URL names no database. Write one at its end: {FORM}",
    ER.BAD_DB_ERROR: "The server has no database '{database}'. Make it (CREATE DATABASE {database};), "
    f"or write another into MYSQL_URL: {FORM}",
}


def settings_of(url: str) -> dict[str, Any]:
    """Return the arguments of pymysql.connect for a URL; raise ValueError if it is none of a MySQL server."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        # Its own words may hold a piece of the password.
        raise ValueError(LIKE_THIS) from None
    # A / ? or # in a password ends the host's part, and what follows would be printed with the host.
    stray = "@" in parts.path + parts.query + parts.fragment
    if parts.scheme.split("+")[0] not in {"mysql", "mariadb"} or not host or stray:
        raise ValueError(LIKE_THIS)
    return {
        "host": host,
        "port": port or 3306,
        # A password may hold any character; in a URL, some of them are written as %40.
        "user": unquote(parts.username or ""),
        # As bytes, because PyMySQL writes a text in Latin-1, which has no Hangul.
        "password": unquote(parts.password or "").encode(),
        "database": unquote(parts.path[1:]) or None,
        "charset": "utf8mb4",
        # Longer than MySQL waits for a row that somebody is changing (50 s), but not for ever.
        "read_timeout": 60,
        # Nobody listens between programs of one machine; preparing for TLS takes 50 ms a connection.
        "ssl_disabled": host in {"127.0.0.1", "localhost", "::1"},
    }


def advice(error: pymysql.Error, settings: dict[str, Any]) -> str:
    """Return one sentence on what went wrong, and what to do."""
    number, *message = error.args
    if number in ADVICE:
        return ADVICE[number].format_map(settings)
    return f"The MySQL server says {number}: {' '.join(map(str, message))}"


@contextmanager
def explained(settings: dict[str, Any]) -> Iterator[None]:
    """End the program with one sentence if its server is away or refuses it, and at Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except pymysql.Error as error:
        if error.args[0] not in ADVICE:
            raise
        sys.exit(advice(error, settings))


@contextmanager
def running_server() -> Iterator[dict[str, Any]]:
    """Find or start a server, say which, and yield the arguments for pymysql.connect; exit with advice."""
    with ExitStack() as stack:
        try:
            url, how = _found_or_started(stack)
        except KeyboardInterrupt:
            sys.exit("Stopped.")
        try:
            settings = settings_of(url)
        except ValueError as error:
            sys.exit(f"MYSQL_URL cannot be read: {error}")
        stack.enter_context(explained(settings))
        # What listens there may be no MySQL, and wait for us to say something.
        first = closing(pymysql.connect(**settings | {"read_timeout": 10}))
        with first as connection, connection.cursor() as cursor:
            cursor.execute("SELECT VERSION()")
            print(f"Server: {cursor.fetchone()[0]}, {how}", flush=True)
        yield settings


def _found_or_started(stack: ExitStack) -> tuple[str, str]:
    # In cmd, `set MYSQL_URL=... && ...` puts a blank behind it.
    if url := os.environ.get("MYSQL_URL", "").strip():
        return url, "the one in MYSQL_URL"
    if local_mariadb.find_mariadbd():
        try:
            return stack.enter_context(local_mariadb.running()), "private, and gone at the end"
        except local_mariadb.NoMariaDB as error:
            print(f"No MariaDB: {error}")
    # Imported only now: reading SQL takes a large library, and a quarter of a second.
    import practice_server

    return stack.enter_context(practice_server.running()), "over SQLite, and gone at the end"


@contextmanager
def throw_away_database() -> Iterator[dict[str, Any]]:
    """Make a database on the server, yield the arguments for pymysql.connect, and drop it at the end."""
    name = f"workshop_{secrets.token_hex(4)}"
    with running_server() as settings:
        _run(settings, f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            yield {**settings, "database": name}
        finally:
            try:
                _run(settings, f"DROP DATABASE {name}")
            except pymysql.Error as error:
                print(f"The database {name} is still there. {advice(error, settings)}")


def _run(settings: dict[str, Any], sql: str) -> None:
    with closing(pymysql.connect(**settings)) as connection, connection.cursor() as cursor:
        # A connection left open in a transaction keeps its tables; then give up instead of waiting a day.
        cursor.execute("SET SESSION lock_wait_timeout = 5")
        cursor.execute(sql)


if __name__ == "__main__":
    with throw_away_database() as settings:
        print(f"Address: {settings['host']}:{settings['port']}, user {settings['user']}")
    print("A database of our own was made there, and is dropped again.")
