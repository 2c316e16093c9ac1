"""From revision 0001 to now and back: a household's rows, history and imports live through it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from account_book import migrate, passwords
from account_book.db import Database
from account_book.home import Home
from alembic import command
from flask import Flask
from sqlalchemy import Connection, column, insert, table, text

from tests.full_app.bookkeeping import (
    another_app,
    findings,
    log,
    preview,
    statement,
    undo,
)
from tests.full_app.conftest import PASSWORD, Household, database_of, new_database
from tests.full_app.test_migrations import tables

EMAIL = "old@example.com"
ROWS = ("2026-01-02,버스,1500,", "2026-01-02,버스,1500,", "2026-01-03,카페,4000,", "2026-01-25,급여,,3850000")
"""A statement that was imported at 0001: day, payee, out, in."""
# Of each table of 0001, the columns that have no parent among the others come first.
COLUMNS = {
    "user": "id email nickname password_hash locale token_epoch created_at",
    "book": "id name currency timezone created_at version",
    "member": "book_id user_id role",
    "account": "id book_id name kind currency opening_balance position archived_at version",
    "category": "id book_id name kind parent_id position archived_at version",
    "import_batch": "id book_id account_id filename content roles created_by created_at committed_at added",
    "entry": "id book_id kind day amount account_id to_account_id to_amount category_id payee memo import_id"
    " import_key to_import_key created_by created_at updated_at version deleted_at",
    "entry_tag": "book_id tag entry_id",
    "change_log": "id book_id user_id row_kind row_id before after at",
}


def import_key(account_id: int, day: str, amount: int, payee: str, count: int) -> str:
    """Return what revision 0001 knew the line of a statement by; amounts that went out are negative."""
    said = "\n".join(map(str, (account_id, day, amount, payee, count)))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@dataclass
class Program:
    """The program of revision 0001, as far as it wrote rows and their history."""

    connection: Connection
    groups: dict[str, str] = field(default_factory=dict)

    def insert(self, name: str, /, **row: Any) -> None:
        self.connection.execute(insert(table(name, *map(column, row))), row)

    def log(self, at: str, kind: str, row_id: int, before: Any, after: Any) -> None:
        """Keep a line of the history; what has the same moment is of one group, which has a random name."""
        # Here later ones sort first, so that names that were left alone would show.
        name = self.groups.setdefault(at, f"{255 - len(self.groups):02x}" * 16)
        known = [None if row is None else json.dumps(row) for row in (before, after)]
        row = {"book_id": 1, "user_id": 1, "group_id": name, "row_kind": kind, "row_id": row_id}
        self.insert("change_log", **row, before=known[0], after=known[1], at=at)

    def write(self, at: str, kind: str, /, **row: Any) -> None:
        """Write a new row with its line of the history."""
        row = {**row, "version": 1} if kind != "member" else row
        self.insert(kind, **row)
        seen = {name: as_json(value) for name, value in row.items() if value is not None}
        self.log(at, kind, row["user_id" if kind == "member" else "id"], None, seen)

    def entry(self, at: str, id_: int, /, **fields: Any) -> None:
        """Write an entry from account 1, or what `fields` say."""
        usual = {
            "book_id": 1,
            "kind": "expense",
            "day": "2026-01-05",
            "account_id": 1,
            "payee": "",
            "memo": "",
        }
        made = {"created_by": 1, "created_at": at, "updated_at": at}
        self.write(at, "entry", id=id_, **{**usual, **made, **fields})

    def change(self, at: str, id_: int, before: dict[str, Any], after: dict[str, Any], written: str) -> None:
        """Change the first version of an entry."""
        values = {**after, "updated_at": at, "version": 2}
        self.connection.execute(
            text(f"UPDATE entry SET {', '.join(f'{name} = :{name}' for name in values)} WHERE id = :id"),
            {**values, "id": id_},
        )
        was = {**before, "updated_at": as_json(written), "version": 1}
        self.log(at, "entry", id_, was, {name: as_json(value) for name, value in values.items()})


def as_json(value: Any) -> Any:
    """Return a moment as the history has it: `2026-01-01T00:00:00.000001Z`."""
    moment = isinstance(value, str) and len(value) == 26 and value[10] == " "
    return value.replace(" ", "T").replace(".000000", "") + "Z" if moment else value


def keep_book(connection: Connection) -> None:
    """Write at revision 0001 what a household did: sign up, write, change, delete, move, import."""
    old, start = Program(connection), "2026-01-01 00:00:00.000000"
    hashed = passwords.hasher(8, 1).hash(PASSWORD)
    user = {"id": 1, "email": EMAIL, "nickname": "old", "password_hash": hashed, "locale": "ko"}
    old.insert("user", **user, token_epoch=0, created_at=start)
    old.write(start, "book", id=1, name="가계부", currency="KRW", timezone="Asia/Seoul", created_at=start)
    old.write(start, "member", book_id=1, user_id=1, role="owner")
    place = {"book_id": 1, "kind": "bank", "position": 0}
    old.write(start, "account", id=1, name="은행", currency="KRW", opening_balance=0, **place)
    old.write(start, "account", id=2, name="Dollars", currency="USD", opening_balance=-5, **place)
    old.write(start, "category", id=1, book_id=1, name="식비", kind="expense", position=0)
    # Two moments of one second, and one whose microseconds are none.
    written, changed = "2026-01-05 01:02:03.000009", "2026-01-05 01:02:03.000010"
    old.entry(written, 1, amount=1_000, memo="#하나", category_id=1)
    old.change(changed, 1, {"amount": 1_000}, {"amount": 2_000}, written)
    old.entry("2026-01-06 00:00:00.000000", 2, amount=3)
    gone = "2026-01-06 00:00:00.999999"
    old.change(gone, 2, {"deleted_at": None}, {"deleted_at": gone}, "2026-01-06 00:00:00.000000")
    moved = {"kind": "transfer", "to_account_id": 2, "to_amount": 1_000}
    old.entry("2026-01-07 12:00:00.500000", 3, amount=14_000, **moved)
    take(old, "2026-02-01 00:00:00.000001")
    old.insert("entry_tag", book_id=1, tag="하나", entry_id=1)


def take(old: Program, at: str) -> None:
    """Import the statement."""
    batch = {"id": 1, "book_id": 1, "account_id": 1, "filename": "s.csv", "content": None, "created_by": 1}
    roles = json.dumps(["day", "payee", "out", "in"])
    old.insert("import_batch", **batch, roles=roles, created_at=at, committed_at=at, added=len(ROWS))
    counts: dict[str, int] = {}
    for id_, row in enumerate(ROWS, 4):
        day, payee, out, in_ = row.split(",")
        counts[row] = counts.get(row, 0) + 1
        key = import_key(1, day, int(in_ or f"-{out}"), payee, counts[row])
        kind = "income" if in_ else "expense"
        line = {"kind": kind, "day": day, "amount": int(in_ or out), "payee": payee}
        old.entry(at, id_, **line, import_id=1, import_key=key)


def dump(database: Database) -> dict[str, list[Any]]:
    """Return all rows, in the columns that revision 0001 has, but for the names of groups."""
    found = {}
    with database.reading() as connection:
        for name, columns in COLUMNS.items():
            named = ", ".join(f"`{column}`" for column in columns.split())
            found[name] = sorted(map(repr, connection.execute(text(f"SELECT {named} FROM `{name}`"))))
    return found


def groups(database: Database) -> dict[str, list[int]]:
    """Return the lines of the history, by their number, in each group."""
    found: dict[str, list[int]] = {}
    with database.reading() as connection:
        for group_id, id_ in connection.execute(text("SELECT group_id, id FROM change_log ORDER BY id")):
            found.setdefault(group_id, []).append(id_)
    return found


@dataclass
class Upgraded:
    """A household whose book was begun at 0001: its rows and its history's groups, before and after."""

    app: Flask
    home: Household
    rows: list[dict[str, list[Any]]] = field(default_factory=list)
    groups: list[dict[str, list[int]]] = field(default_factory=list)

    def look(self) -> None:
        self.rows.append(dump(database_of(self.app)))
        self.groups.append(groups(database_of(self.app)))


def old_home(backend: str, request: pytest.FixtureRequest, folder: Path) -> Home:
    """Return a home whose database is at revision 0001."""
    home = Home.at(folder, None if backend == "sqlite" else new_database(request.getfixturevalue("mariadb")))
    database = Database(home.url)
    migrate.upgrade(database, "0001")
    with database.engine.begin() as connection:
        keep_book(connection)
    database.engine.dispose()
    return home


@pytest.fixture(scope="module")
def upgraded(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Upgraded]:
    """The book of 0001 on the server of now."""
    home = old_home(backend, request, tmp_path_factory.mktemp("old"))
    app = another_app(home.url)
    client = app.test_client(use_cookies=False)
    household = Household(client, EMAIL, {}, "/api/v1/books/1", {"bank": 1}, {"식비": 1})
    upgraded = Upgraded(app, household)
    upgraded.look()
    home.open().engine.dispose()
    upgraded.look()
    answer = client.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD})
    household.tokens |= answer.get_json()
    yield upgraded
    database_of(app).engine.dispose()


def test_all_rows_of_0001_are_there_and_in_order(upgraded: Upgraded) -> None:
    before, after = upgraded.rows

    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert min(map(len, after.values())) > 0
    assert findings(upgraded.app) == []


def test_groups_of_the_history_sort_by_time_and_keep_their_lines(upgraded: Upgraded) -> None:
    before, after = upgraded.groups

    assert list(before) == sorted(before, reverse=True)
    assert list(after) == sorted(after)
    assert list(after.values()) == list(before.values())
    assert {len(name) for name in after} == {32}


def test_balances_and_tags_are_what_the_old_entries_make(upgraded: Upgraded) -> None:
    balances = {row["name"]: row["balance"] for row in upgraded.home.get("accounts")["items"]}

    bank = 3_850_000 - 2_000 - 14_000 - 2 * 1_500 - 4_000
    assert balances == {"은행": bank, "Dollars": 1_000 - 5}
    assert [entry["amount"] for entry in upgraded.home.get("entries", tag="하나")["items"]] == [2_000]


def test_the_history_is_told_newest_first(upgraded: Upgraded) -> None:
    lines = log(upgraded.home)

    moments = [datetime.fromisoformat(line["at"]) for line in lines]
    assert moments == sorted(moments, reverse=True)
    assert lines[-1]["kind"] == "book"


def test_a_statement_that_was_imported_at_0001_adds_nothing(upgraded: Upgraded) -> None:
    again = preview(upgraded.home, statement(*ROWS))
    longer = preview(upgraded.home, statement(*ROWS, ROWS[0]))

    assert [row["state"] for row in again["rows"]] == ["same"] * 4
    assert [row["state"] for row in longer["rows"]] == ["same"] * 4 + ["new"]


def test_what_was_done_at_0001_can_be_undone_and_redone(upgraded: Upgraded) -> None:
    home = upgraded.home
    changed = next(line for line in log(home) if line["row_id"] == 1 and line["before"])

    undone = undo(home, changed["group_id"]).get_json()
    between = home.get("entries/1")["amount"]
    undo(home, undone["group_id"])

    assert (undone["undone"], between, home.get("entries/1")["amount"]) == (1, 1_000, 2_000)
    assert log(home)[0]["group_id"] > undone["group_id"] > changed["group_id"]
    assert findings(upgraded.app) == []


def test_back_at_0001_the_tables_and_rows_are_those_of_before(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    home = old_home(backend, request, tmp_path)
    database = Database(home.url)
    made, rows, lines = tables(database), dump(database), groups(database)
    home.open().engine.dispose()

    with database.engine.begin() as connection:
        command.downgrade(migrate.config(connection), "0001")

    back = tables(database), dump(database), sorted(groups(database).values())
    database.engine.dispose()
    assert back == (made, rows, sorted(lines.values()))
