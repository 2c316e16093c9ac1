"""The server of stage 5, on each database that it can have."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import jwt_server
import pytest
from flask import Flask
from jwt_databases import engine_for
from sqlalchemy import URL, Engine
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from tests.account_servers import DAY, HUEY, SECRET
from tests.mysql_faults import own_database, url_for

# Long enough for HS512 as well: a token that is signed with another algorithm is refused for that alone.
KEYS = {
    "autumn": f"{'autumn-leaves-fall-' * 4}0123456789",
    "summer": f"{'summer-rain-is-warm-' * 4}0123456789",
}
# Takes no time; that of the server takes a quarter of a second.
CHEAP = "pbkdf2:sha256:1"
STORED = generate_password_hash(SECRET, CHEAP)
FURNISHED = [f"1 huey {STORED}", f"2 dewey {STORED}", f"1 1 {DAY} -9000 lunch", f"2 2 {DAY} -9000 lunch"]
# As MariaDB does from 11.6 on: a row that has changed since the transaction's first SELECT is error 1020.
STRICT_SNAPSHOTS = "SET SESSION autocommit = 0 /*M!100618 , SESSION innodb_snapshot_isolation = ON */"
EMPTY_SQLITE = [f"DELETE FROM {table}" for table in ("log_ins", "entries", "users", "sqlite_sequence")]
# TRUNCATE takes half as long as DELETE, with an ALTER TABLE so that numbers begin at 1 again.
EMPTY_MYSQL = [
    "SET SESSION foreign_key_checks = 0",
    *[f"TRUNCATE {table}" for table in ("log_ins", "entries", "users")],
    "SET SESSION foreign_key_checks = 1",
]
REFUSED = (
    """401 {'WWW-Authenticate': 'Bearer error="invalid_token"'} """
    '{"error":"The token is missing, or no longer good. Log in, and send what you get."}\n'
)


class Server:
    """A server, and a way to its database that goes round it."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self.app = app
        self._past = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self.close = self._past.close
        self.is_sqlite = engine.dialect.name == "sqlite"

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement, commit, and return the rows."""
        result = self._past.exec_driver_sql(sql)
        return [tuple(row) for row in result] if result.returns_rows else []

    def furnish(self) -> None:
        """Leave users 1 and 2, huey and dewey, with the entries 1 and 2, a lunch of each, and no log-in."""
        for statement in EMPTY_SQLITE if self.is_sqlite else EMPTY_MYSQL:
            self.run(statement)
        self.run(f"INSERT INTO users VALUES (1, 'huey', '{STORED}'), (2, 'dewey', '{STORED}')")
        self.run(
            f"INSERT INTO entries VALUES (1, 1, '{DAY}', -9000, 'lunch'), (2, 2, '{DAY}', -9000, 'lunch')"
        )

    def dump(self) -> list[str]:
        """Return all that is stored."""
        users = self.run("SELECT user_id, nickname, password_hash FROM users ORDER BY user_id")
        entries = self.run("SELECT entry_id, user_id, day, amount, memo FROM entries ORDER BY entry_id")
        log_ins = self.run("SELECT sid, user_id, refresh_jti, expires_at FROM log_ins ORDER BY sid")
        return [" ".join(map(str, row)) for row in [*users, *entries, *log_ins]]

    def ask(
        self, request: str, sent: object = None, token: str | None = None, headers: Any = None
    ) -> TestResponse:
        """Send a request such as "GET /users"; a token goes where it belongs."""
        method, path = request.split()
        bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token is not None else {}
        client = self.app.test_client(use_cookies=False)
        return client.open(path, method=method, json=sent, headers=headers, environ_overrides=bearer)

    def log_in(self, user: object = HUEY) -> dict[str, str]:
        """Log a user in, and return what the server gives for it."""
        answer = self.ask("POST /login", user)
        assert answer.status_code == 200
        tokens: dict[str, str] = answer.get_json()
        return tokens

    def refresh(self, refresh_token: str) -> TestResponse:
        """Ask for the next pair."""
        return self.ask("POST /refresh", {"refresh_token": refresh_token})

    def hand_on(self, token: str) -> str:
        """Return a token that may do nothing but write entries."""
        return str(self.ask("POST /tokens", {"scope": "entries:write"}, token).get_json()["access_token"])


@contextmanager
def on(url: URL | str) -> Iterator[Server]:
    """Yield the server on a database."""
    engine = engine_for(url)
    server = Server(jwt_server.create_app(engine, KEYS, CHEAP), engine)
    yield server
    server.close()
    engine.dispose()


def running(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield the server that the fixture `guarded` is asked for."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url: URL | str = f"sqlite:///{folders.mktemp('book') / 'book.sqlite3'}"
        else:
            settings = stack.enter_context(own_database(request.getfixturevalue("mariadb")))
            url = url_for({**settings, "init_command": STRICT_SNAPSHOTS})
        yield stack.enter_context(on(url))
