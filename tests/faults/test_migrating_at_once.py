"""Several processes find an empty or an old database at the same moment: all of them end well."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from account_book import migrate
from account_book.db import Database
from account_book.home import Home, head, revision
from account_book.models import Base
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.faults.diary import check
from tests.faults.figures import record
from tests.full_app.conftest import BACKENDS, new_database
from tests.full_app.test_upgrades import dump, keep_book

ROUNDS = 3
PROGRAM = Path(__file__).with_name("migrator.py")


class Migrators:
    """Processes that open a database together: the code of the command, without its start-up time."""

    def __init__(self, count: int) -> None:
        self.processes = [
            subprocess.Popen(
                [sys.executable, str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(count)
        ]

    def open(self, homes: list[Home]) -> list[str]:
        """Let each open a home of its own, or all the same, at one moment; return what each said."""
        moment = time.time() + 0.02
        opening = list(zip(self.processes, homes, strict=False))
        for process, home in opening:
            assert process.stdin
            print(moment, home.folder, home.database_url or "", sep="\t", file=process.stdin, flush=True)
        return [process.stdout.readline().strip() for process, _ in opening if process.stdout]

    def end(self) -> None:
        for process in self.processes:
            process.communicate(timeout=30)


@pytest.fixture(scope="module")
def migrators() -> Iterator[Migrators]:
    made = Migrators(4)
    yield made
    made.end()


@pytest.fixture(params=BACKENDS)
def homes(request: pytest.FixtureRequest, tmp_path: Path) -> list[Home]:
    """Homes with empty databases, one for each round."""
    server = None if request.param == "sqlite" else request.getfixturevalue("mariadb")
    return [Home.at(tmp_path / str(n), server and new_database(server)) for n in range(ROUNDS)]


def differences(home: Home) -> list[object]:
    """Return how the tables differ from what the models say, and the revision from the newest."""
    database = Database(home.url)
    with database.reading() as connection:
        found = list(compare_metadata(MigrationContext.configure(connection), Base.metadata))
    newest = [] if revision(database) == head() else [revision(database)]
    database.engine.dispose()
    return found + newest


@pytest.mark.parametrize("count", [2, 4])
def test_those_who_make_the_tables_at_once_all_end_well(
    migrators: Migrators, homes: list[Home], count: int
) -> None:
    for home in homes:
        assert set(migrators.open([home] * count)) == {"done"}
        assert differences(home) == []
    record("tables made at once", by=count, rounds=ROUNDS, on=kind(homes))
    assert check(homes[-1].folder, homes[-1].database_url) == "All is well: 0 entries."


@pytest.mark.parametrize("count", [2, 4])
def test_those_who_upgrade_an_old_database_at_once_all_end_well_and_its_rows_are_there(
    migrators: Migrators, homes: list[Home], count: int
) -> None:
    for home in homes:
        before = old(home)
        assert set(migrators.open([home] * count)) == {"done"}
        assert differences(home) == []
        assert rows_of(home.url) == before
        copies = sorted(home.folder.glob("account-book.before-*"))
        assert [path.name for path in copies] == expected_copies(home)
        # Of before, though another process may have been faster.
        assert [revision_of(path) for path in copies] == ["0001"] * len(copies)
    record("0001 upgraded at once", by=count, rounds=ROUNDS, on=kind(homes))
    assert check(homes[-1].folder, homes[-1].database_url).startswith("All is well: ")


def old(home: Home) -> dict[str, list[object]]:
    """Make the database of revision 0001 with a household's rows; return them."""
    home.folder.mkdir(parents=True)
    database = Database(home.url)
    migrate.upgrade(database, "0001")
    with database.engine.begin() as connection:
        keep_book(connection)
    rows = dump(database)
    database.engine.dispose()
    return rows


def rows_of(url: str) -> dict[str, list[object]]:
    database = Database(url)
    rows = dump(database)
    database.engine.dispose()
    return rows


def revision_of(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found)


def expected_copies(home: Home) -> list[str]:
    return [] if home.database_url else ["account-book.before-upgrade-from-0001.sqlite3"]


def kind(homes: list[Home]) -> str:
    return "MariaDB" if homes[0].database_url else "SQLite"
