"""Somebody who types commands of `account-book`, in the process of the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from account_book import create_app
from account_book.cli import main
from account_book.db import Database
from account_book.home import Home
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import text

EMAIL, PASSWORD = "kim@example.com", "tree under a blue roof"


@dataclass
class Shell:
    """Somebody who types commands, on data of his own."""

    home: Home

    def run(self, *arguments: object, typed: str | None = None) -> Result:
        """Run `account-book` with these arguments; a traceback fails the test."""
        options = ["--data", str(self.home.folder)]
        if self.home.database_url:
            options += ["--database", self.home.database_url]
        result = CliRunner().invoke(main, [*options, *map(str, arguments)], input=typed)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def says(self, *arguments: object) -> str:
        """Return what a command that succeeds prints."""
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def fails(self, *arguments: object) -> str:
        """Return the sentence that a command ends with which fails."""
        result = self.run(*arguments)
        assert (result.exit_code, result.stdout) == (1, ""), result.output
        return result.stderr.rpartition("Error: ")[2].strip()

    def add_user(self, email: str = EMAIL) -> None:
        self.says("user", "add", email, "--password", PASSWORD)

    def entries(
        self, sql: str = "SELECT kind, amount, payee FROM entry ORDER BY id"
    ) -> list[tuple[Any, ...]]:
        """Return the entries that are there."""
        database = Database(self.home.url)
        with database.reading() as connection:
            found = [tuple(row) for row in connection.execute(text(sql))]
        database.engine.dispose()
        return found

    @contextmanager
    def client(self) -> Iterator[FlaskClient]:
        """Yield a client of the server on these data."""
        app = create_app({"DATABASE_URL": self.home.url, "SECRET_KEY": self.home.key()})
        yield app.test_client()
        app.extensions["account_book.database"].engine.dispose()
