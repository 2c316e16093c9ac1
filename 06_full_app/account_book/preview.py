"""What an import would do: each line of a statement beside what the book holds already.

A line's key hashes the account, the day, the amount, the payee and n, for the
n-th equal line of the day. The same file again finds all its keys; a file that
overlaps finds those of the days in common; two equal bus tickets have n = 1, 2.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from account_book import columns, queries, statements
from account_book.models import Account, Entry
from account_book.rules import Rules, normalised

NEAR = timedelta(days=1)
"""How far apart the two sides of a transfer may be booked."""


@dataclass(frozen=True)
class Batch:
    """A statement that was uploaded, and the account it is of."""

    id: int
    book_id: int
    account_id: int
    seed: str
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
    category_id: int | None = None


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
    kind, amount = (None, None) if line.amount is None else (kind_of(line.amount), abs(line.amount))
    error = translate(line.error, **(line.params or {})) if line.error else None
    return SeenRow(
        *(line.n, row.state, line.day, kind, amount, line.payee, line.memo),
        *(row.category_id, row.transfer_of, error),
    )


def kind_of(amount: int) -> str:
    """Return what an entry of a signed amount is."""
    return "income" if amount > 0 else "expense"


def look(connection: Connection, batch: Batch) -> Preview:
    """Return what a commit would do with each line; write nothing."""
    table = batch.table()
    lines = columns.read_lines(table, batch.currency)
    keys = dict(_keys(batch.seed, lines))
    present = _present(connection, batch.book_id, list(keys.values()))
    rows = [
        Row(line, "same" if keys.get(line.n) in present else line.state, keys.get(line.n)) for line in lines
    ]
    known = list(zip(table.names, table.roles, strict=True))
    rows = list(_with_transfers(rows, _candidates(connection, batch, rows)))
    return Preview(batch, known, list(_with_categories(rows, Rules.of(connection, batch.book_id))))


def _with_categories(rows: list[Row], rules: Rules) -> Iterator[Row]:
    for row in rows:
        if rules.rules and row.state in {"new", "transfer"} and row.line.amount is not None:
            category_id = rules.category(row.line.payee, kind_of(row.line.amount))
            yield replace(row, category_id=category_id)
        else:
            yield row


def _keys(seed: str, lines: Iterable[columns.Line]) -> Iterator[tuple[int, str]]:
    seen: Counter[tuple[object, ...]] = Counter()
    for line in lines:
        if line.state == "new":
            what = (seed, line.day, line.amount, normalised(line.payee))
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
