"""Where a household's data is: a folder with the database and the secret key."""

import os
import secrets
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from account_book.db import Database
from account_book.nodes import nodes_of

UPGRADE_SECONDS = 30
"""How long to wait for another process that upgrades the same database."""
VERSIONS = Path(__file__).parent / "migrations" / "versions"


class NewerDatabase(RuntimeError):
    """Raised if the database was made by a later version of this program."""


@dataclass(frozen=True)
class Home:
    """The data folder, and the database if it is not the file there."""

    folder: Path
    database_url: str | None = None

    @classmethod
    def at(cls, folder: Path | None, database_url: str | None = None) -> "Home":
        """Return the home in `folder`, or in the platform's usual place."""
        return cls((folder or user_data_path("account-book", appauthor=False)).absolute(), database_url)

    @property
    def url(self) -> str:
        """Return the database's URL."""
        return self.database_url or f"sqlite:///{(self.folder / 'account-book.sqlite3').as_posix()}"

    @property
    def shown(self) -> str:
        """Return where the data is, without a password."""
        first, *standby = nodes_of(self.url)
        if first.get_backend_name() == "sqlite":
            return str(first.database)
        return ", ".join(node.render_as_string() for node in (first, *standby))

    def key(self) -> str:
        """Return the secret key of this home; the first time, make one that only its owner can read."""
        self._make_folder()
        path = self.folder / "secret.key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _written(path)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            # Hexadecimal never spells a word that a check for weak keys would find.
            file.write(secrets.token_hex(32) + "\n")
        return self.key()

    def _make_folder(self) -> None:
        # For its owner alone: the file holds a household's figures.
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def open(self) -> Database:
        """Open the database, made or upgraded as needed; a SQLite file is copied before it is upgraded.

        Raises NewerDatabase.
        """
        self._make_folder()
        database = Database(self.url)
        try:
            self._upgrade(database)
        except BaseException:
            database.engine.dispose()
            raise
        return database

    def _upgrade(self, database: Database) -> None:
        found, newest = revision(database), head()
        if found and found > newest:
            raise NewerDatabase(
                f"{self.shown} was made by a newer account-book (tables {found}, this one knows {newest}). "
                "Nothing was changed. Upgrade the program."
            )
        if found != newest:
            if found and database.engine.dialect.name == "sqlite":
                self._copy(database, found)
            # Alembic takes 150 ms and 7 MB, which every other start can do without.
            from account_book import migrate

            try:
                migrate.upgrade(database)
            except DBAPIError:
                if not _reaches(database, newest):
                    raise

    def _copy(self, database: Database, found: str) -> None:
        copy = self.folder / f"account-book.before-upgrade-from-{found}.sqlite3"
        # A name of its own, because another process may be copying, too.
        made = copy.with_name(f"{copy.name}.{os.getpid()}")
        made.unlink(missing_ok=True)
        with database.engine.connect() as connection:
            # VACUUM runs outside of any transaction.
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("VACUUM INTO ?", (str(made),))
        with closing(sqlite3.connect(made)) as its:
            (version,) = its.execute("SELECT version_num FROM alembic_version").fetchone()
        if version == found:
            made.replace(copy)
        else:
            # That other one has upgraded meanwhile, and kept a copy of what was there before.
            made.unlink()


def _reaches(database: Database, newest: str) -> bool:
    """Return whether another process, which was first to make what this one could not, finishes the upgrade.

    MariaDB makes each table at once and for all, so that of two only one can;
    SQLite lets the second wait, and find nothing to do.
    """
    deadline = time.monotonic() + UPGRADE_SECONDS
    while (found := revision(database)) != newest and time.monotonic() < deadline:
        time.sleep(0.1)
    return found == newest


def _written(path: Path) -> str:
    # Another process may have made the file this moment, and not have written into it yet.
    deadline = time.monotonic() + 5
    while not (key := path.read_text(encoding="ascii").strip()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return key


def head() -> str:
    """Return the newest revision that this program knows; their files are numbered."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def revision(database: Database) -> str | None:
    """Return the revision that a database is at, None if it is empty."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
