"""The servers of stages 3 and 4, each on every database that it can have."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pymysql
import pymysql_server
import pytest
import sqlalchemy_server
from databases import engine_for
from flask import Flask
from werkzeug.test import TestResponse

from tests.mysql_faults import own_database, url_for

DAY = "2026-11-23"
SECRET = "very-secret"
HUEY = {"nickname": "huey", "password": SECRET}
DEWEY = {"nickname": "dewey", "password": SECRET}
LUNCH = {"day": DAY, "amount": -9000, "memo": "lunch"}
BACKENDS = [
    "pymysql-on-mariadb",
    "pymysql-on-practice",
    "sqlalchemy-on-sqlite",
    "sqlalchemy-on-mariadb",
    "sqlalchemy-on-practice",
]
Run = Callable[[str], list[tuple[Any, ...]]]


class Server:
    """A server, and a way to its database that goes round it."""

    def __init__(self, app: Flask, run: Run, emptying: list[str]) -> None:
        self.app = app
        self.run = run
        self._emptying = emptying
        self.is_sqlite = "DELETE FROM users" in emptying
        self.default_hash = app.config["PASSWORD_HASH"]
        # That one takes a quarter of a second.
        app.config["PASSWORD_HASH"] = "pbkdf2:sha256:1"

    def empty(self) -> None:
        """Remove all rows; numbers begin at 1 again."""
        for statement in self._emptying:
            self.run(statement)

    def furnish(self) -> None:
        """Leave users 1 and 2, huey and dewey, with the entries 1 and 2, a lunch of each."""
        self.empty()
        self.run("INSERT INTO users VALUES (1, 'huey', 'x'), (2, 'dewey', 'x')")
        self.run(
            f"INSERT INTO entries VALUES (1, 1, '{DAY}', -9000, 'lunch'), (2, 2, '{DAY}', -9000, 'lunch')"
        )

    def dump(self) -> list[str]:
        """Return all that is stored."""
        users = self.run("SELECT user_id, nickname, password_hash FROM users ORDER BY user_id")
        entries = self.run("SELECT entry_id, user_id, day, amount, memo FROM entries ORDER BY entry_id")
        return [" ".join(map(str, row)) for row in [*users, *entries]]

    def ask(self, request: str, sent: object = None) -> TestResponse:
        """Send a request such as "GET /users"."""
        method, path = request.split()
        return self.app.test_client().open(path, method=method, json=sent)


FURNISHED = ["1 huey x", "2 dewey x", f"1 1 {DAY} -9000 lunch", f"2 2 {DAY} -9000 lunch"]


@contextmanager
def on_mysql(stage: str, settings: dict[str, Any], past_it: dict[str, Any] | None = None) -> Iterator[Server]:
    """Yield a stage's server on a database of MySQL; `past_it` leads there when its own way is cut."""
    engine = engine_for(url_for(settings))
    with closing(pymysql.connect(**(past_it or settings), autocommit=True)) as connection:

        def run(sql: str) -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall())

        # TRUNCATE takes half as long as DELETE with ALTER TABLE, and a third of DROP with CREATE.
        run("SET SESSION foreign_key_checks = 0")
        if stage == "pymysql":
            app = pymysql_server.create_app(settings)
        else:
            app = sqlalchemy_server.create_app(engine)
        yield Server(app, run, ["TRUNCATE entries", "TRUNCATE users"])
    engine.dispose()


@contextmanager
def on_sqlite(path: Path, seconds: float = 5) -> Iterator[Server]:
    """Yield the server of stage 4 on a file; for a lock it waits so long."""
    engine = engine_for(f"sqlite:///{path}?timeout={seconds}")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        app = sqlalchemy_server.create_app(engine)
        # The table in which SQLite remembers the numbers of AUTOINCREMENT is there if a table has that.
        remembers = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
        ).fetchone()
        emptying = [
            "DELETE FROM entries",
            "DELETE FROM users",
            *["DELETE FROM sqlite_sequence"] * bool(remembers),
        ]
        yield Server(app, lambda sql: connection.execute(sql).fetchall(), emptying)
    engine.dispose()


def running(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield the server that a fixture with the parameters BACKENDS is asked for."""
    stage, _, database = request.param.partition("-on-")
    with ExitStack() as stack:
        if database == "sqlite":
            yield stack.enter_context(on_sqlite(folders.mktemp("book") / "book.sqlite3"))
            return
        url = request.getfixturevalue(database)
        yield stack.enter_context(on_mysql(stage, stack.enter_context(own_database(url))))


def text_of(answer: TestResponse) -> str:
    """Return status, headers and body; the headers that each JSON answer has are checked, and left out."""
    headers = dict(answer.headers)
    usual = {"Content-Type": "application/json", "Content-Length": str(len(answer.data))}
    others = {name: value for name, value in headers.items() if usual.get(name) != value}
    assert answer.data == b"" or usual.keys() <= headers.keys()
    return " ".join(
        [str(answer.status_code), *([str(others)] if others else []), answer.data.decode("ascii")]
    )
