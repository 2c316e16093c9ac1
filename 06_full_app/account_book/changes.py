"""Every change of a book's rows goes through here, and leaves a line in `change_log`.

A line holds who changed what when, and the columns before and after; replayed
from nothing, the lines give the tables again.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, insert, select, update

from account_book.db import inserted_id
from account_book.models import Account, Book, Category, ChangeLog, Entry, Member

LOGGED: dict[str, Table] = {
    "book": Book.__table__,
    "member": Member.__table__,
    "account": Account.__table__,
    "category": Category.__table__,
    "entry": Entry.__table__,
}
_INSERTS = {kind: insert(table) for kind, table in LOGGED.items()}
_LOG = insert(ChangeLog.__table__)
_NEW = {"version": 1}
_CHUNK = 1000


class Changes:
    """What one request changes in a book: one group of the log, by one user, at one moment."""

    def __init__(self, connection: Connection, book_id: int, user_id: int) -> None:
        self.connection = connection
        self.book_id = book_id
        self.user_id = user_id
        self.group_id = secrets.token_hex(16)
        self.at = datetime.now(UTC)

    def insert(self, kind: str, row: Mapping[str, Any]) -> int:
        """Write a new row of the book and return its number; the caller commits."""
        found = {**self._owned(kind), **row}
        result = self.connection.execute(_INSERTS[kind], found)
        row_id = int(found["user_id"]) if kind == "member" else inserted_id(result)
        if kind == "book":
            self.book_id = row_id
        self.connection.execute(_LOG, self._line(kind, row_id, None, self._known(kind, row_id, found)))
        return row_id

    def insert_imported(
        self,
        import_id: int,
        rows: Sequence[Mapping[str, Any]],
        progress: Callable[[int], object] = lambda rows: None,
    ) -> dict[str, int]:
        """Write the entries of a statement; return their numbers by `import_key`. The caller commits."""
        own = {**self._owned("entry"), "import_id": import_id}
        for chunk in _chunks(rows):
            self.connection.execute(_INSERTS["entry"], [{**own, **row} for row in chunk])
        # Not by RETURNING, which MySQL does not have.
        mine = (Entry.book_id == self.book_id, Entry.import_id == import_id)
        found = self.connection.execute(select(Entry.import_key, Entry.id).where(*mine))
        ids = {str(key): id_ for key, id_ in found}
        for chunk in _chunks(rows):
            numbers = [ids[row["import_key"]] for row in chunk]
            known = [
                self._known("entry", id_, {**own, **row}) for id_, row in zip(numbers, chunk, strict=True)
            ]
            lines = [self._line("entry", id_, None, row) for id_, row in zip(numbers, known, strict=True)]
            self.connection.execute(_LOG, lines)
            progress(len(chunk))
        return ids

    def update(self, kind: str, before: Mapping[Any, Any], values: Mapping[str, Any]) -> None:
        """Change a row from what was read to `values`, if nobody else did meanwhile; the caller commits."""
        changed = {name: value for name, value in values.items() if before[name] != value}
        changed["version"] = before["version"] + 1
        table = LOGGED[kind].c
        statement = (
            update(LOGGED[kind])
            .where(table.book_id == bindparam("its_book"), table.id == bindparam("its_id"))
            .where(table.version == bindparam("its_version"))
            .values({name: bindparam(name) for name in changed})
        )
        where = {"its_book": self.book_id, "its_id": before["id"], "its_version": before["version"]}
        done = self.connection.execute(statement, {**changed, **where})
        # Whoever changes a row has locked it by reading it.
        assert done.rowcount == 1
        self.connection.execute(
            _LOG, self._line(kind, before["id"], {name: before[name] for name in changed}, changed)
        )

    def _owned(self, kind: str) -> dict[str, Any]:
        own = {} if kind == "book" else {"book_id": self.book_id}
        return own if kind == "member" else {**own, **_NEW}

    def _known(self, kind: str, row_id: int, row: Mapping[str, Any]) -> dict[str, Any]:
        key = {} if kind == "member" else {"id": row_id}
        return key | {name: value for name, value in row.items() if value is not None}

    def _line(
        self, kind: str, row_id: int, before: Mapping[str, Any] | None, after: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            "book_id": self.book_id,
            "user_id": self.user_id,
            "group_id": self.group_id,
            "row_kind": kind,
            "row_id": row_id,
            "before": None if before is None else dict(before),
            "after": dict(after),
            "at": self.at,
        }


def _chunks(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    # SQLAlchemy copies what it is given several times; a thousand rows at once are soon forgotten.
    return (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))


def as_json(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row's columns that are set, as the log holds them."""
    return {name: value for name, value in msgspec.to_builtins(dict(row)).items() if value is not None}
