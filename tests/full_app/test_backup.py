"""Backup and restore: what comes back is what was there, and a broken file changes nothing."""

import contextlib
import gzip
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from account_book import backup, book_json, checks, create_app
from account_book.db import Database
from account_book.home import Home
from account_book.models import Book
from flask import Flask
from sqlalchemy import select

from tests.full_app.conftest import (
    BACKENDS,
    CHEAP,
    KEY,
    PASSWORD,
    Household,
    database_of,
    new_database,
    sign_up,
)
from tests.full_app.test_migrations import NEXT, add_revision


def open_app(folder: Path, url: str) -> Flask:
    """Return the application on a database that is made if it is empty."""
    Home.at(folder, url).open().engine.dispose()
    return create_app({"DATABASE_URL": url, "SECRET_KEY": KEY, **CHEAP})


@pytest.fixture
def own_app(empty_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of its own, which a test may replace."""
    app = open_app(tmp_path, empty_url)
    yield app
    database_of(app).engine.dispose()


@pytest.fixture
def own(own_app: Flask) -> Household:
    """A household on a database of its own."""
    return sign_up(own_app)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A new SQLite file, where a rule has nothing to do with databases."""
    database = Home.at(tmp_path / "home").open()
    yield database
    database.engine.dispose()


@pytest.fixture
def other_app(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database of the other kind."""
    sqlite = f"sqlite:///{(tmp_path / 'other.sqlite3').as_posix()}"
    url = new_database(request.getfixturevalue("mariadb")) if backend == "sqlite" else sqlite
    app = open_app(tmp_path / "other", url)
    yield app
    database_of(app).engine.dispose()


@pytest.fixture
def file_app(tmp_path: Path) -> Iterator[Flask]:
    """The application on a SQLite file."""
    app = open_app(tmp_path, f"sqlite:///{(tmp_path / 'own.sqlite3').as_posix()}")
    yield app
    database_of(app).engine.dispose()


@pytest.fixture(scope="module")
def settled(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on a database that no test here may change."""
    folder = tmp_path_factory.mktemp("settled")
    sqlite = f"sqlite:///{(folder / 'test.sqlite3').as_posix()}"
    app = open_app(
        folder, sqlite if backend == "sqlite" else new_database(request.getfixturevalue("mariadb"))
    )
    sign_up(app).spend(54_321)
    yield app
    database_of(app).engine.dispose()


def use(home: Household, *, lines: int) -> None:
    """Leave a trace in every table: all kinds of entries, odd texts, imports, a deletion, a failed log-in."""
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD", opening_balance=-5)["id"]
    cash = home.accounts["cash"]
    home.spend(
        10**12,
        payee='O\'Brien \\ "%s" :x',
        memo="첫 줄\r\n둘째 줄\t#여행 🍙",
        category_id=home.categories["식비"],
    )
    home.spend(5, kind="transfer", to_account_id=cash, memo="#이체")
    home.spend(14_000, kind="transfer", to_account_id=dollars, to_amount=1_000)
    gone = home.spend(7, memo="#지움")
    home.ask("DELETE", f"entries/{gone['id']}", headers={"If-Match": "*"})
    home.take("날짜,금액\n".encode() + b"".join(b"2026-01-02,-%d\n" % n for n in range(1, lines + 1)))
    home.upload("날짜,금액,메모\n2026-02-01,1,'é\n".encode("utf-16"))
    home.client.post("/api/v1/auth/login", json={"email": home.email, "password": "wrong"})
    food = home.categories["식비"]
    home.ask("PUT", "budgets/2026-01", json={"items": [{"category_id": food, "amount": 300_000}]})
    home.post("rules", contains="김밥", category_id=food)
    rent = {"every": "month", "kind": "expense", "amount": 650_000, "account_id": home.accounts["bank"]}
    home.post("recurring", anchor=(date.today() - timedelta(days=40)).isoformat(), **rent)
    home.post("invites", role="viewer")
    home.ask("POST", "accounts", json={"name": "열쇠", "kind": "cash"}, headers={"Idempotency-Key": "1"})


def export(app: Flask) -> bytes:
    """Return all books of an application as export.json gives them."""
    with database_of(app).reading() as connection:
        books = connection.scalars(select(Book.id).order_by(Book.id)).all()
        return b"".join(piece for book in books for piece in book_json.write(connection, book))


def contents(path: Path) -> dict[str, list[Any]]:
    """Return the rows of each table in a backup."""
    found: dict[str, list[Any]] = {}
    rows: list[Any] = []
    for line in gzip.decompress(path.read_bytes()).splitlines():
        value = msgspec.json.decode(line)
        if isinstance(value, list):
            rows.append(value)
        elif "table" in value:
            rows = found[value["table"]] = []
    return found


def test_what_was_backed_up_comes_back_byte_for_byte(own: Household, own_app: Flask, tmp_path: Path) -> None:
    use(own, lines=2)
    before = export(own_app)
    written = backup.write(database_of(own_app), tmp_path / "backup")
    own.spend(99, memo="#later")
    sign_up(own_app)

    restored = backup.restore(database_of(own_app), tmp_path / "backup", replace=True)

    assert (restored, export(own_app)) == (written, before)
    with database_of(own_app).reading() as connection:
        assert list(checks.findings(connection)) == []


@pytest.mark.skipif(len(BACKENDS) == 1, reason="no MariaDB on this machine to move to")
def test_a_household_can_move_between_databases_and_back(
    own: Household, own_app: Flask, other_app: Flask, tmp_path: Path
) -> None:
    # One more than a restore writes at once.
    use(own, lines=1_001)
    before, files = export(own_app), [tmp_path / f"backup{number}" for number in range(3)]

    backup.write(database_of(own_app), files[0])
    backup.restore(database_of(other_app), files[0], replace=False)
    backup.write(database_of(other_app), files[1])
    backup.restore(database_of(own_app), files[1], replace=True)
    backup.write(database_of(own_app), files[2])

    assert export(other_app) == export(own_app) == before
    assert contents(files[0]) == contents(files[1]) == contents(files[2])
    # Numbers are counted on SQLite only.
    assert {name for name, rows in contents(files[0]).items() if not rows} <= {"number"}


def test_after_a_restore_people_sign_in_and_go_on(own: Household, own_app: Flask, tmp_path: Path) -> None:
    newest = own.spend(1)["id"]
    backup.write(database_of(own_app), tmp_path / "backup")
    backup.restore(database_of(own_app), tmp_path / "backup", replace=True)

    answer = own.client.post("/api/v1/auth/login", json={"email": own.email, "password": PASSWORD})
    entry = own.spend(2)

    assert answer.status_code == 200
    assert entry["id"] > newest


def test_a_restore_never_overwrites_people_unasked(own: Household, own_app: Flask, tmp_path: Path) -> None:
    backup.write(database_of(own_app), tmp_path / "backup")
    own.spend(1_000)
    before = export(own_app)

    with pytest.raises(backup.NotEmpty):
        backup.restore(database_of(own_app), tmp_path / "backup", replace=False)

    assert export(own_app) == before


def signed(*lines: dict[str, Any]) -> bytes:
    """Return a file with these lines and the right end."""
    text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    end = {"end": 0, "sha256": hashlib.sha256(text).hexdigest()}
    return gzip.compress(text + msgspec.json.encode(end) + b"\n")


def edited(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return what replaces a text in a backup without making its hash anew."""
    return lambda whole: gzip.compress(gzip.decompress(whole).replace(old, new))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(lambda whole: b"", "no whole backup", id="empty"),
        pytest.param(lambda whole: whole[:-1], "no whole backup", id="last byte lost"),
        pytest.param(lambda whole: whole[: len(whole) // 2], "no whole backup", id="second half lost"),
        pytest.param(lambda whole: whole[1:], "no whole backup", id="first byte lost"),
        pytest.param(lambda whole: whole[:100] + b"\0" * 50 + whole[150:], "no whole backup", id="hole"),
        pytest.param(lambda whole: whole + b"more", "no whole backup", id="something behind"),
        pytest.param(lambda whole: whole + whole, "not whole, or was changed", id="twice"),
        pytest.param(edited(b"54321", b"94321"), "not whole, or was changed", id="another amount"),
        pytest.param(edited(b'{"end"', b'[]\n{"end"'), "not whole, or was changed", id="a row more"),
        pytest.param(edited(b'{"table":"entry"', b"["), "no whole backup|changed", id="no JSON"),
        pytest.param(edited(b'"end"', b'"and"'), "not whole, or was changed", id="no end"),
        pytest.param(lambda whole: b"id,day,amount\n", "no whole backup", id="a CSV"),
        pytest.param(lambda whole: gzip.compress(b"id,day\n1,2\n"), "no whole backup", id="a packed CSV"),
        pytest.param(lambda whole: gzip.compress(b'{"format": "x"}\n{}\n'), "no backup", id="of another"),
        pytest.param(lambda whole: gzip.compress(b"[]\n[]\n"), "no backup", id="lists"),
        pytest.param(lambda whole: signed({"format": backup.FORMAT}), "newer", id="no revision"),
        pytest.param(
            lambda whole: signed({"format": backup.FORMAT, "revision": "9999"}), "newer", id="of later"
        ),
    ],
)
def test_a_broken_or_foreign_file_is_refused_and_changes_nothing(
    settled: Flask, tmp_path: Path, damage: Callable[[bytes], bytes], message: str
) -> None:
    file, before = tmp_path / "backup", export(settled)
    backup.write(database_of(settled), file)
    file.write_bytes(damage(file.read_bytes()))

    with pytest.raises(backup.BadBackup, match=message):
        backup.restore(database_of(settled), file, replace=True)

    assert export(settled) == before


def test_no_byte_of_a_backup_can_change_unnoticed(empty: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    backup.write(empty, file)
    whole, accepted = file.read_bytes(), {file.read_bytes()}

    for position, byte in enumerate(whole):
        changed = bytes([byte ^ 1 << position % 8])
        file.write_bytes(whole[:position] + changed + whole[position + 1 :])
        with contextlib.suppress(backup.BadBackup):
            backup.read(file)
            accepted.add(file.read_bytes())

    # Some bits hold nothing: when the file was packed, and what fills its last byte.
    assert {gzip.decompress(each) for each in accepted} == {gzip.decompress(whole)}


def test_a_backup_of_an_older_revision_is_upgraded(
    own: Household, own_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.spend(1_000)
    before = export(own_app)
    backup.write(database_of(own_app), tmp_path / "backup")
    add_revision(tmp_path, monkeypatch, "op.add_column('entry', sa.Column('mood', sa.String(8)))")

    backup.restore(database_of(own_app), tmp_path / "backup", replace=True)

    with database_of(own_app).reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == NEXT
        assert connection.exec_driver_sql("SELECT amount, mood FROM entry").all() == [(1_000, None)]
    assert export(own_app) == before


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has modes")
def test_only_its_owner_can_read_a_backup(empty: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.touch(0o644)

    backup.write(empty, file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_that_fails_leaves_the_last_one(own_app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    backup.write(database_of(own_app), folder / "backup")
    last = (folder / "backup").read_bytes()

    def fail(rows: int) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        backup.write(database_of(own_app), folder / "backup", fail)

    assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [("backup", last)]


def test_a_backup_is_of_one_moment_though_people_write_meanwhile(
    own: Household, own_app: Flask, tmp_path: Path
) -> None:
    own.spend(1_000, memo="#before")
    before, moments = export(own_app), []

    def write_meanwhile(rows: int) -> None:
        moments.append(own.spend(5, memo="#meanwhile"))

    backup.write(database_of(own_app), tmp_path / "backup", write_meanwhile)
    backup.restore(database_of(own_app), tmp_path / "backup", replace=True)

    assert moments
    assert export(own_app) == before
    with database_of(own_app).reading() as connection:
        assert list(checks.findings(connection)) == []


def test_a_restore_that_fails_half_way_leaves_a_sqlite_file_as_it_was(
    file_app: Flask, tmp_path: Path
) -> None:
    home, file = sign_up(file_app), tmp_path / "backup"
    backup.write(database_of(file_app), file)
    home.spend(1_000)
    before = export(file_app)

    def fail(rows: int) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        backup.restore(database_of(file_app), file, replace=True, progress=fail)

    assert export(file_app) == before


def test_the_size_is_the_number_of_rows_that_are_written(
    own: Household, own_app: Flask, tmp_path: Path
) -> None:
    database: Database = database_of(own_app)
    own.spend(1, memo="#하나")
    said: list[int] = []

    written = backup.write(database, tmp_path / "backup", said.append)

    assert written == backup.size(database) == sum(map(len, contents(tmp_path / "backup").values()))
    assert max(said) <= written
