"""Importing a statement: looked at first, then committed, and never twice.

A line's key hashes the account, the day, the amount, the payee and n, for the
n-th equal line of the day. The same file again finds all its keys; a file that
overlaps finds those of the days in common; two equal bus tickets have n = 1, 2.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from account_book import columns, ledger, queries, statements
from account_book.changes import Changes
from account_book.db import inserted_id
from account_book.errors import Conflict, Invalid, NotFound
from account_book.marks import N_
from account_book.models import Account, Entry, ImportBatch

KEPT = timedelta(days=2)
"""How long an upload that nobody commits is kept."""
NEAR = timedelta(days=1)
"""How far apart the two sides of a transfer may be booked."""


@dataclass(frozen=True)
class Batch:
    """A statement that was uploaded, and the account it is of."""

    id: int
    book_id: int
    account_id: int
    currency: str
    filename: str
    content: bytes
    roles: list[str | None]

    def table(self) -> columns.Table:
        """Return the statement, to be read from its first line on."""
        guessed = columns.find_table(statements.read(self.content), card=False)
        return columns.with_roles(guessed, self.roles)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a statement beside what the book holds already."""

    line: columns.Line
    state: str
    key: str | None = None
    transfer_of: int | None = None


@dataclass(frozen=True)
class Preview:
    """What an import would do."""

    batch: Batch
    columns: list[tuple[str, str | None]]
    rows: list[Row]

    def seen(self, translate: Callable[..., str]) -> dict[str, Any]:
        """Return the preview as clients see it."""
        return {
            "id": self.batch.id,
            "account_id": self.batch.account_id,
            "filename": self.batch.filename,
            "columns": [
                {"index": index, "name": name, "role": role}
                for index, (name, role) in enumerate(self.columns)
            ],
            "rows": [_seen_row(row, translate) for row in self.rows],
        }


class SeenRow(msgspec.Struct):
    """A line as clients see it; `amount` has no sign, in minor units."""

    n: int
    state: str
    day: date | None
    kind: str | None
    amount: int | None
    payee: str
    memo: str
    category_id: int | None
    transfer_of: int | None
    error: str | None


def _seen_row(row: Row, translate: Callable[..., str]) -> SeenRow:
    line = row.line
    kind, amount = (None, None) if line.amount is None else (_kind(line.amount), abs(line.amount))
    error = translate(line.error, **(line.params or {})) if line.error else None
    return SeenRow(
        line.n, row.state, line.day, kind, amount, line.payee, line.memo, None, row.transfer_of, error
    )


def upload(changes: Changes, account_id: int, filename: str, content: bytes) -> Batch:
    """Keep a statement to be looked at; the caller commits.

    Raises NotFound for an account of another book, Invalid for a file that is
    no statement; then nothing is kept.
    """
    connection, book_id = changes.connection, changes.book_id
    account = _account(connection, book_id, account_id)
    table = columns.find_table(statements.read(content), card=account.kind == "card")
    connection.execute(
        delete(ImportBatch).where(
            ImportBatch.book_id == book_id,
            ImportBatch.committed_at.is_(None),
            ImportBatch.created_at < changes.at - KEPT,
        )
    )
    name = filename[-255:]
    row = {
        "book_id": book_id,
        "account_id": account_id,
        "filename": name,
        "content": content,
        "roles": table.roles,
        "created_by": changes.user_id,
        "created_at": changes.at,
    }
    batch_id = inserted_id(connection.execute(insert(ImportBatch), row))
    return Batch(batch_id, book_id, account_id, account.currency, name, content, table.roles)


def load(connection: Connection, book_id: int, import_id: int) -> Batch:
    """Return an upload that is not committed yet; raise NotFound or Conflict."""
    statement = (
        select(ImportBatch.__table__)
        .where(ImportBatch.book_id == book_id, ImportBatch.id == import_id)
        # Two commits of one upload: the second waits here, and is refused below.
        .with_for_update()
    )
    row = connection.execute(statement).first()
    if row is None:
        raise NotFound
    if row.committed_at is not None:
        raise Conflict(N_("This statement was imported already."))
    account = _account(connection, book_id, row.account_id)
    return Batch(row.id, book_id, row.account_id, account.currency, row.filename, row.content, row.roles)


def preview(connection: Connection, batch: Batch) -> Preview:
    """Return what a commit would do with each line; write nothing."""
    table = batch.table()
    lines = columns.read_lines(table, batch.currency)
    keys = dict(_keys(batch.account_id, lines))
    present = _present(connection, batch.book_id, list(keys.values()))
    rows = [
        Row(line, "same" if keys.get(line.n) in present else line.state, keys.get(line.n)) for line in lines
    ]
    known = list(zip(table.names, table.roles, strict=True))
    return Preview(batch, known, list(_with_transfers(rows, _candidates(connection, batch, rows))))


def set_roles(connection: Connection, batch: Batch, roles: list[str | None]) -> Batch:
    """Say what the columns are; the caller commits. Raises Invalid if that leaves no day or amount."""
    columns.with_roles(batch.table(), roles)
    connection.execute(update(ImportBatch).where(ImportBatch.id == batch.id).values(roles=roles))
    return replace(batch, roles=roles)


def commit(
    changes: Changes,
    batch: Batch,
    chosen: Iterable[int] | None = None,
    linked: Iterable[int] = (),
    progress: Callable[[int], object] = lambda rows: None,
) -> tuple[int, int]:
    """Write the chosen lines, or all new ones; return how many were added and how many not.

    Lines named in `linked` turn the entry of another account that they belong
    to into a transfer. The caller commits. Raises Invalid for a line that
    cannot be taken, Conflict if its entry was changed just now.
    """
    # Statements of one account follow one another, so that the second sees what the first has added.
    mine = (Account.book_id == batch.book_id, Account.id == batch.account_id)
    changes.connection.execute(select(Account.id).where(*mine).with_for_update())
    found = preview(changes.connection, batch).rows
    linked = set(linked)
    if chosen is None:
        chosen = (row.line.n for row in found if row.state in {"new", "transfer"})
    added = set(chosen) - linked
    _refuse_unknown(found, added | linked, linked)
    to_add = [row for row in found if row.line.n in added and row.state != "same"]
    to_link = [row for row in found if row.line.n in linked]
    _add(changes, batch, to_add, progress)
    for row in to_link:
        _link(changes, batch, row)
    count = len(to_add) + len(to_link)
    done = {"committed_at": changes.at, "added": count, "content": None}
    changes.connection.execute(update(ImportBatch).where(ImportBatch.id == batch.id).values(done))
    return count, len(found) - count


def _refuse_unknown(rows: list[Row], wanted: set[int], linked: set[int]) -> None:
    usable = {row.line.n for row in rows if row.state in {"new", "same", "transfer"}}
    if unknown := wanted - usable:
        message = N_("Line %(line)s cannot be imported.")
        raise Invalid({"rows": [message]}, {"line": min(unknown)})
    if unknown := linked - {row.line.n for row in rows if row.transfer_of}:
        message = N_("Line %(line)s does not look like a transfer.")
        raise Invalid({"transfers": [message]}, {"line": min(unknown)})


def _add(changes: Changes, batch: Batch, rows: list[Row], progress: Callable[[int], object]) -> None:
    entries = [{**ledger.new_row(changes, _fields(batch, row.line)), "import_key": row.key} for row in rows]
    ids = changes.insert_imported(batch.id, entries, progress)
    tagged = [
        tag
        for row in rows
        for tag in ledger.tag_rows(batch.book_id, ids[row.key or ""], ledger.tags(row.line.memo))
    ]
    if tagged:
        changes.connection.execute(ledger.TAG, tagged)


def _fields(batch: Batch, line: columns.Line) -> ledger.EntryFields:
    assert line.day is not None
    assert line.amount is not None
    return {
        "kind": _kind(line.amount),
        "day": line.day,
        "amount": abs(line.amount),
        "account_id": batch.account_id,
        "to_account_id": None,
        "to_amount": None,
        "category_id": None,
        "payee": line.payee,
        "memo": line.memo,
    }


def _link(changes: Changes, batch: Batch, row: Row) -> None:
    assert row.transfer_of is not None
    assert row.line.amount is not None
    entry = ledger.load(changes.connection, batch.book_id, row.transfer_of)
    if (entry["kind"], entry["amount"]) != (_kind(-row.line.amount), abs(row.line.amount)):
        # It was one when we looked; now that it is locked, it is a transfer already.
        raise Conflict(N_("This was changed in the meantime. Look at it again, then change it."))
    values: dict[str, Any] = {"kind": "transfer", "category_id": None, "updated_at": changes.at}
    if entry["kind"] == "expense":
        values |= {"to_account_id": batch.account_id, "to_import_key": row.key}
    else:
        values |= {"to_account_id": entry["account_id"], "to_import_key": entry["import_key"]}
        values |= {"account_id": batch.account_id, "import_key": row.key}
    changes.update("entry", entry, values)


def _kind(amount: int) -> str:
    return "income" if amount > 0 else "expense"


def _keys(account_id: int, lines: Iterable[columns.Line]) -> Iterator[tuple[int, str]]:
    seen: Counter[tuple[object, ...]] = Counter()
    for line in lines:
        if line.state == "new":
            payee = " ".join(unicodedata.normalize("NFKC", line.payee).casefold().split())
            what = (account_id, line.day, line.amount, payee)
            seen[what] += 1
            text = "\n".join(map(str, (*what, seen[what])))
            yield line.n, hashlib.sha256(text.encode()).hexdigest()[:32]


def _present(connection: Connection, book_id: int, keys: list[str]) -> set[str]:
    """Return those of the keys that the book has, in deleted entries too: deleted is not forgotten."""
    found: set[str] = set()
    remaining = iter(keys)
    while chunk := list(islice(remaining, 500)):
        for column in (Entry.import_key, Entry.to_import_key):
            statement = select(column).where(Entry.book_id == book_id, column.in_(chunk))
            found.update(key for key in connection.scalars(statement) if key)
    return found


def _candidates(connection: Connection, batch: Batch, rows: list[Row]) -> list[tuple[int, date, int]]:
    """Select (id, day, signed amount) of other accounts' entries that could be the other side."""
    days = [row.line.day for row in rows if row.state == "new" and row.line.day]
    if not days:
        return []
    statement = (
        select(Entry.id, Entry.day, Entry.kind, Entry.amount)
        .join(Account, Account.id == Entry.account_id)
        .where(
            Entry.book_id == batch.book_id,
            queries.LIVE,
            Entry.day.between(min(days) - NEAR, max(days) + NEAR),
            Entry.kind != "transfer",
            Entry.account_id != batch.account_id,
            Account.currency == batch.currency,
        )
        .order_by(Entry.day, Entry.id)
    )
    return [
        (id_, day, amount if kind == "income" else -amount)
        for id_, day, kind, amount in connection.execute(statement)
    ]


def _with_transfers(rows: list[Row], candidates: list[tuple[int, date, int]]) -> Iterator[Row]:
    """Mark the new rows whose amount left, or reached, another account at about the same day."""
    by_amount: dict[int, list[tuple[date, int]]] = {}
    for id_, day, amount in candidates:
        by_amount.setdefault(amount, []).append((day, id_))
    for row in rows:
        line = row.line
        if row.state == "new" and line.day is not None and line.amount is not None:
            sides = by_amount.get(-line.amount, [])
            near = next((side for side in sides if abs(side[0] - line.day) <= NEAR), None)
            if near:
                sides.remove(near)
                yield Row(line, "transfer", row.key, near[1])
                continue
        yield row


def _account(connection: Connection, book_id: int, account_id: int) -> Any:
    statement = select(Account.kind, Account.currency).where(
        Account.book_id == book_id, Account.id == account_id
    )
    account = connection.execute(statement).first()
    if account is None:
        raise NotFound("account_id")
    return account
