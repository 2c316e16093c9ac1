"""Every change of a book's rows goes through here, and leaves a line in `change_log`.

A line holds who changed what when, and the columns before and after; replayed
from nothing, the lines give the tables again.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import sqlite

from account_book.db import inserted_id
from account_book.models import (
    Account,
    Book,
    Budget,
    Category,
    ChangeLog,
    Entry,
    Member,
    Number,
    Recurring,
    Rule,
)

LOGGED: dict[str, Table] = {
    "book": Book.__table__,
    "member": Member.__table__,
    "account": Account.__table__,
    "category": Category.__table__,
    "budget": Budget.__table__,
    "rule": Rule.__table__,
    "recurring": Recurring.__table__,
    "entry": Entry.__table__,
}
_INSERTS = {kind: insert(table) for kind, table in LOGGED.items()}
_LOG = insert(ChangeLog.__table__)
# Kinds whose rows are removed for good; members have their user's number.
_REMOVED = ("book", "account", "category", "budget", "rule")
_CHUNK = 1000


def _next_number(kind: str) -> sqlite.Insert:
    newest = select(func.coalesce(func.max(LOGGED[kind].c.id), 0)).scalar_subquery()
    higher = {"last": func.max(Number.last, newest) + 1}
    first = sqlite.insert(Number).values(kind=kind, last=newest + 1)
    return first.on_conflict_do_update(index_elements=["kind"], set_=higher)


# Made once: to make them takes longer than SQLite does to run them.
_NEXT_NUMBERS = {kind: _next_number(kind) for kind in _REMOVED}
_NUMBERS = {kind: select(Number.last).where(Number.kind == kind) for kind in _REMOVED}

Row = Mapping[Any, Any]
Progress = Callable[[int], object]


class Changes:
    """What one request changes in a book: one group of the log, by one user, at one moment."""

    def __init__(self, connection: Connection, book_id: int, user_id: int, today: date | None = None) -> None:
        self.connection = connection
        self.book_id = book_id
        self.user_id = user_id
        self.at = datetime.now(UTC)
        # Where the household lives, if it is known.
        self.today = today or self.at.date()
        # The time in microseconds leads, so that groups sort by when they were made.
        self.group_id = f"{int(self.at.timestamp() * 1_000_000):015x}{secrets.token_hex(9)[:17]}"

    def insert(self, kind: str, row: Row) -> int:
        """Write a new row of the book and return its number; the caller commits."""
        found = {**self._new_number(kind), **self._owned(kind), **row}
        result = self.connection.execute(_INSERTS[kind], found)
        row_id = int(found["user_id"]) if kind == "member" else inserted_id(result)
        if kind == "book":
            self.book_id = row_id
        self.connection.execute(_LOG, self._line(kind, row_id, None, self._known(kind, row_id, found)))
        return row_id

    def _new_number(self, kind: str) -> dict[str, int]:
        """Return a number that no row of this kind ever had, where the database could give one again.

        SQLite gives the number of the newest row anew once that is removed; an
        undo, or a request that is sent again, would take the one for the other.
        """
        if kind not in _REMOVED or self.connection.dialect.name != "sqlite":
            return {}
        self.connection.execute(_NEXT_NUMBERS[kind])
        return {"id": self.connection.scalars(_NUMBERS[kind]).one()}

    def insert_entries(
        self, rows: Iterable[Row], import_id: int | None, progress: Progress = lambda rows: None
    ) -> list[int]:
        """Write the entries of a statement, or without `import_id` of a new book; return their numbers.

        The caller commits.
        """
        own = {**self._owned("entry"), "import_id": import_id}
        mine = (Entry.book_id == self.book_id, Entry.import_id.is_not_distinct_from(import_id))
        ids: list[int] = []
        for chunk in chunks(rows):
            whole = [{**own, **row} for row in chunk]
            self.connection.execute(_INSERTS["entry"], whole)
            # Not by RETURNING, which MySQL does not have. Numbers ascend in the order of the rows.
            newer = Entry.id > (ids[-1] if ids else 0)
            new = list(self.connection.scalars(select(Entry.id).where(*mine, newer).order_by(Entry.id)))
            lines = [
                self._line("entry", id_, None, self._known("entry", id_, row))
                for id_, row in zip(new, whole, strict=True)
            ]
            self.connection.execute(_LOG, lines)
            ids += new
            progress(len(chunk))
        return ids

    def update(self, kind: str, before: Row, values: Mapping[str, Any]) -> None:
        """Change a row from what was read to `values`, if nobody else did meanwhile; the caller commits."""
        self.update_all(kind, [(before, values)])

    def update_all(self, kind: str, pairs: Iterable[tuple[Row, Mapping[str, Any]]]) -> None:
        """Change many rows, each as `update` does."""
        versioned = "version" in LOGGED[kind].c
        alike: dict[tuple[str, ...], list[tuple[Row, dict[str, Any]]]] = {}
        for before, values in pairs:
            changed = {name: value for name, value in values.items() if before[name] != value}
            if versioned:
                changed["version"] = before["version"] + 1
            if not changed:
                continue
            alike.setdefault(tuple(changed), []).append((before, changed))
        for names, rows in alike.items():
            statement = update(LOGGED[kind]).where(_this(kind))
            statement = statement.values({name: bindparam(name) for name in names})
            for chunk in chunks(rows):
                done = self.connection.execute(
                    statement, [{**changed, **self._key(kind, before)} for before, changed in chunk]
                )
                # Whoever changes a row has locked it by reading it.
                assert done.rowcount == len(chunk)
                lines = [
                    self._line(
                        kind, number_of(kind, before), {name: before[name] for name in changed}, changed
                    )
                    for before, changed in chunk
                ]
                self.connection.execute(_LOG, lines)

    def delete(self, kind: str, before: Row) -> None:
        """Remove a row for good; the caller commits. Raises IntegrityError if another refers to it."""
        statement = delete(LOGGED[kind]).where(_this(kind))
        done = self.connection.execute(statement, self._key(kind, before))
        assert done.rowcount == 1
        known = {name: value for name, value in before.items() if value is not None}
        self.connection.execute(_LOG, self._line(kind, number_of(kind, before), known, None))

    def _key(self, kind: str, before: Row) -> dict[str, Any]:
        key = {"its_book": self.book_id, "its_id": number_of(kind, before)}
        return {**key, "its_version": before["version"]} if "version" in LOGGED[kind].c else key

    def _owned(self, kind: str) -> dict[str, Any]:
        own = {} if kind == "book" else {"book_id": self.book_id}
        return {**own, "version": 1} if "version" in LOGGED[kind].c else own

    def _known(self, kind: str, row_id: int, row: Row) -> dict[str, Any]:
        key = {} if kind == "member" else {"id": row_id}
        return key | {name: value for name, value in row.items() if value is not None}

    def _line(self, kind: str, row_id: int, before: Row | None, after: Row | None) -> dict[str, Any]:
        return {
            "book_id": self.book_id,
            "user_id": self.user_id,
            "group_id": self.group_id,
            "row_kind": kind,
            "row_id": row_id,
            "before": None if before is None else dict(before),
            "after": None if after is None else dict(after),
            "at": self.at,
        }


def number_of(kind: str, row: Row) -> int:
    """Return the number that the log knows a row by: of a member, the user's."""
    return int(row["user_id" if kind == "member" else "id"])


def locked(connection: Connection, kind: str, book_id: int, row_ids: Iterable[int]) -> dict[int, Row]:
    """Return whole rows of a book by their numbers, locked to be changed; what is not there is left out."""
    table = LOGGED[kind]
    found: dict[int, Row] = {}
    for chunk in chunks(row_ids):
        mine = and_(_owner(kind) == book_id, _number(kind).in_(chunk))
        statement = select(table).where(mine).order_by(_number(kind)).with_for_update()
        found.update({number_of(kind, row): row for row in connection.execute(statement).mappings()})
    return found


def _owner(kind: str) -> Any:
    return LOGGED[kind].c["id" if kind == "book" else "book_id"]


def _number(kind: str) -> Any:
    return LOGGED[kind].c["user_id" if kind == "member" else "id"]


def _this(kind: str) -> Any:
    this = (_owner(kind) == bindparam("its_book")) & (_number(kind) == bindparam("its_id"))
    version = LOGGED[kind].c.get("version")
    return this if version is None else this & (version == bindparam("its_version"))


def chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield rows by the thousand."""
    # SQLAlchemy copies what it is given several times; a thousand rows at once are soon forgotten.
    remaining = iter(rows)
    return iter(lambda: list(islice(remaining, _CHUNK)), [])


def as_json(row: Row) -> dict[str, Any]:
    """Return a row's columns that are set, as the log holds them."""
    return {name: value for name, value in msgspec.to_builtins(dict(row)).items() if value is not None}


def from_json(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns as the log holds them in Python's types again."""
    columns = LOGGED[kind].c
    return {
        name: None if value is None else msgspec.convert(value, columns[name].type.python_type, strict=False)
        for name, value in values.items()
    }
