"""The tables: made by Alembic as the models say, upgraded with a copy kept, never taken from the future."""

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from account_book import db, migrate
from account_book import home as homes
from account_book.db import Database
from account_book.home import Home, NewerDatabase
from account_book.models import Base, User
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, insert, inspect, make_url, select, text

from tests.full_app.conftest import new_database


@pytest.fixture(autouse=True)
def _closed_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # A database that nobody closes is a warning, from Python 3.13 on.
    databases: list[Database] = []
    make = Database.__init__

    def remember(database: Database, url: str | URL) -> None:
        make(database, url)
        databases.append(database)

    monkeypatch.setattr(Database, "__init__", remember)
    yield
    for database in databases:
        database.engine.dispose()


NOW = homes.head()
NEXT = f"{int(NOW) + 1:04}"


def add_revision(folder: Path, monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    """Let the program be one version newer than it is, with a revision that runs `statements`."""
    scripts = folder / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    lines = [
        '"""A change to come."""',
        "import sqlalchemy as sa",
        "from alembic import op",
        f'revision, down_revision = "{NEXT}", "{NOW}"',
        "def upgrade():",
        *(f"    {statement}" for statement in statements),
    ]
    (scripts / "versions" / f"{NEXT}_to_come.py").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    monkeypatch.setattr(homes, "VERSIONS", scripts / "versions")


MOOD = "op.add_column('user', sa.Column('mood', sa.String(8)))"


def tables(database: Database) -> dict[str, Any]:
    """Return all that a database says about its tables, but for the order of columns and keys."""
    with database.reading() as connection:
        found = inspect(connection)
        return {
            name: {
                "columns": sorted(
                    (each["name"], str(each["type"]), each["nullable"]) for each in found.get_columns(name)
                ),
                "key": found.get_pk_constraint(name)["constrained_columns"],
                "foreign": sorted(map(str, found.get_foreign_keys(name))),
                "unique": sorted(map(str, found.get_unique_constraints(name))),
                "indexes": sorted(map(str, found.get_indexes(name))),
                "checks": sorted(map(str, found.get_check_constraints(name))),
                "options": found.get_table_options(name),
            }
            for name in found.get_table_names()
            if name != "alembic_version"
        }


def test_upgrading_an_empty_database_gives_the_models(empty_url: str, tmp_path: Path) -> None:
    database = Home.at(tmp_path, empty_url).open()

    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_the_tables_are_those_that_the_models_make(
    empty_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    upgraded = Home.at(tmp_path, empty_url).open()
    sqlite = upgraded.engine.dialect.name == "sqlite"
    made = Database(
        f"sqlite:///{tmp_path / 'made.sqlite3'}"
        if sqlite
        else new_database(request.getfixturevalue("mariadb"))
    )

    Base.metadata.create_all(made.engine)

    assert tables(upgraded) == tables(made)
    assert set(tables(made)) == set(Base.metadata.tables)


def test_the_first_tables_can_be_taken_back(empty_url: str, tmp_path: Path) -> None:
    database = Home.at(tmp_path, empty_url).open()

    with database.engine.begin() as connection:
        command.downgrade(migrate.config(connection), "base")

    assert tables(database) == {}


def test_the_newest_revision_is_the_one_that_alembic_knows() -> None:
    scripts = ScriptDirectory(str(migrate.SCRIPTS))

    assert scripts.get_heads() == [homes.head()]


def test_a_database_of_a_newer_version_is_refused_and_left_alone(empty_url: str, tmp_path: Path) -> None:
    home = Home.at(tmp_path, empty_url)
    database = home.open()
    before = tables(database)
    set_revision(database, NEXT)

    with pytest.raises(NewerDatabase, match=rf"newer account-book \(tables {NEXT}, this one knows {NOW}\)"):
        home.open()

    assert (homes.revision(database), tables(database)) == (NEXT, before)


def set_revision(database: Database, revision: str) -> None:
    """Say that a database is at this revision."""
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def test_an_older_database_is_upgraded_with_what_it_holds(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.at(tmp_path, empty_url)
    add_user(home.open())
    add_revision(tmp_path, monkeypatch, MOOD)

    database = home.open()

    with database.reading() as connection:
        assert connection.execute(text("SELECT email, mood FROM `user`")).all() == [("a@example.com", None)]
    assert homes.revision(database) == NEXT


def add_user(database: Database) -> None:
    """Put a row in, so that there is something to lose."""
    row = {"email": "a@example.com", "nickname": "", "password_hash": "", "locale": "ko", "token_epoch": 0}
    with database.engine.begin() as connection:
        connection.execute(insert(User), {**row, "created_at": datetime.now(UTC)})


def test_a_sqlite_file_is_copied_before_it_is_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.at(tmp_path / "home")
    add_user(home.open())
    # Still open, so that the newest rows are in the write-ahead log only.
    before = home.folder / f"account-book.before-upgrade-from-{NOW}.sqlite3"
    before.write_text("a copy of a former try")
    add_revision(tmp_path, monkeypatch, MOOD)

    home.open()

    copy = Database(f"sqlite:///{before.as_posix()}")
    with copy.reading() as connection:
        assert connection.scalars(select(User.email)).all() == ["a@example.com"]
    assert homes.revision(copy) == NOW


def test_an_upgrade_that_fails_leaves_a_sqlite_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.at(tmp_path / "home")
    database = home.open()
    before = tables(database)
    add_revision(tmp_path, monkeypatch, MOOD, "raise OSError('the disk is full')")

    with pytest.raises(OSError, match="disk"):
        home.open()

    assert (homes.revision(database), tables(database)) == (NOW, before)


def test_opening_what_is_up_to_date_leaves_no_copy(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    home.open().engine.dispose()

    home.open().engine.dispose()

    assert [path.name for path in tmp_path.iterdir()] == ["account-book.sqlite3"]


# Says that it is there, waits for the word, and opens the home.
OPEN = """
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from account_book import home
print("ready", flush=True)
sys.stdin.readline()
print(home.revision(home.Home.at(Path(sys.argv[1])).open()))
"""


def open_when_told(folder: Path) -> "subprocess.Popen[str]":
    """Start a process that will open a home, and return it when it is about to."""
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN, str(folder)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_processes_can_open_a_new_home_at_once(tmp_path: Path) -> None:
    processes = [open_when_told(tmp_path / "home") for _ in range(2)]

    for process in processes:
        assert process.stdin
        process.stdin.write("open\n")
        process.stdin.flush()

    said = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert said == [homes.head()] * 2


def test_a_new_file_that_another_process_writes_to_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new.sqlite3"
    waits: list[float] = []

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def other_is_done(seconds: float) -> None:
            waits.append(seconds)
            other.execute("COMMIT")

        monkeypatch.setattr(time, "sleep", other_is_done)
        engine = db.make_engine(make_url(f"sqlite:///{file.as_posix()}"))
        with engine.connect() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        engine.dispose()

    assert mode == "wal"
    assert len(waits) == 1
