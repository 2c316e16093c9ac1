"""The way to the database, as in stage 04: databases.py there, without what shows the SQL.

Without MYSQL_URL it is SQLite; so `MYSQL_URL=mysql://root@127.0.0.1:3306/test`,
before a command of this stage, brings it to a server of your own.
"""

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from jwt_refusals import explained, stopped
from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

MALFORMED = """MYSQL_URL is not understood; it looks like mysql://user:password@127.0.0.1:3306/test.
In the password, @ is written %40, / is %2F, ? is %3F, # is %23, and % is %25."""
# PyMySQL would wait for an answer for ever, and MySQL 50 seconds for a row that somebody is changing.
PATIENCE = {"read_timeout": "15", "init_command": "SET SESSION innodb_lock_wait_timeout = 10"}


def chosen_url() -> URL:
    """Return the URL in the environment variable MYSQL_URL, or one of SQLite if it is not set."""
    if not (written := os.environ.get("MYSQL_URL", "").strip()):
        return make_url("sqlite://")
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        sys.exit(MALFORMED)
    # An @ out of place belongs to the password, and would be printed with the host.
    known = url.get_backend_name() in ("mysql", "mariadb")
    if not known or not url.host or "@" in f"{url.host}{url.database}{written.partition('?')[2]}":
        sys.exit(MALFORMED)
    return url.set(drivername="mysql+pymysql").update_query_dict({"charset": "utf8mb4"})


def engine_for(url: URL | str) -> Engine:
    """Return an engine for a URL."""
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url)
        # SQLite checks foreign keys only on a connection that asks for it.
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
        return engine
    # As bytes, because PyMySQL writes a text in Latin-1, which has no Hangul.
    password = {"password": (url.password or "").encode()}
    # The pool asks before each use whether the server has closed a connection that was kept.
    return create_engine(url.set(query=PATIENCE | url.query), pool_pre_ping=True, connect_args=password)


def run(url: URL, statement: str) -> None:
    """Run one statement on its own connection."""
    engine = engine_for(url)
    try:
        with explained(engine), engine.begin() as connection:
            connection.execute(text(statement))
    except (TypeError, OSError) as error:
        sys.exit(f"{MALFORMED}\nAfter the ? stand PyMySQL's options: {error}.")
    finally:
        engine.dispose()


@contextmanager
def kept_database(own: str = "") -> Iterator[Engine]:
    """Yield an engine on the database in MYSQL_URL, or on an SQLite file that is gone afterwards."""
    url = chosen_url()
    with ExitStack() as afterwards:
        afterwards.enter_context(stopped())
        if url.get_backend_name() == "sqlite":
            print("Database: SQLite, in a file for this run. MYSQL_URL would name a MySQL server.")
            folder = afterwards.enter_context(tempfile.TemporaryDirectory())
            url = URL.create("sqlite", database=f"{folder}/book.sqlite3")
        else:
            run(url, f"CREATE DATABASE {own} CHARACTER SET utf8mb4" if own else "SHOW TABLES")
            if own:
                afterwards.callback(run, url, f"DROP DATABASE {own}")
            url = url.set(database=own or url.database)
            lasts = "for this run, on" if own else "on"
            print(f"Database: {url.database} {lasts} MySQL at {url.host}:{url.port or 3306}.")
        engine = engine_for(url)
        # Connections end first: Windows removes no file that is open.
        afterwards.callback(engine.dispose)
        with explained(engine):
            yield engine


def own_database() -> AbstractContextManager[Engine]:
    """Return a context with an engine on an empty database, which is gone afterwards, on MySQL, too."""
    return kept_database(own=f"workshop_{secrets.token_hex(6)}")
