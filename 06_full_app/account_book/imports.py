"""Importing a statement: looked at first, then committed, and never twice.

A line's key hashes the account, the day, the amount, the payee and n, for the
n-th equal line of the day. The same file again finds all its keys; a file that
overlaps finds those of the days in common; two equal bus tickets have n = 1, 2.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from account_book import changes, columns, ledger, queries, statements
from account_book.errors import Conflict, Invalid, NotFound
from account_book.marks import N_
from account_book.models import Account, Entry, ImportBatch

KEPT = timedelta(days=2)
"""How long an upload that nobody commits is kept."""
NEAR = timedelta(days=1)
"""How far apart the two sides of a transfer may be booked."""


@dataclass(frozen=True)
class Row:
    """A line of a statement beside what the book holds already."""

    line: columns.Line
    state: str
    key: str | None = None
    transfer_of: int | None = None


@dataclass(frozen=True)
class Preview:
    """What an import would do."""

    batch: ImportBatch
    table: columns.Table
    rows: list[Row]

    def seen(self, translate: Callable[..., str]) -> dict[str, Any]:
        """Return the preview as clients see it."""
        return {
            "id": self.batch.id,
            "account_id": self.batch.account_id,
            "filename": self.batch.filename,
            "columns": [
                {"index": index, "name": name, "role": role}
                for index, (name, role) in enumerate(zip(self.table.names, self.table.roles, strict=True))
            ],
            "rows": [_seen_row(row, translate) for row in self.rows],
        }


def _seen_row(row: Row, translate: Callable[..., str]) -> dict[str, Any]:
    line = row.line
    return {
        "n": line.n,
        "state": row.state,
        "day": line.day,
        "kind": None if line.amount is None else _kind(line.amount),
        "amount": None if line.amount is None else abs(line.amount),
        "payee": line.payee,
        "memo": line.memo,
        "category_id": None,
        "transfer_of": row.transfer_of,
        "error": line.error and translate(line.error, **line.params),
    }


def upload(
    session: Session, book_id: int, user_id: int, account_id: int, filename: str, content: bytes
) -> ImportBatch:
    """Keep a statement to be looked at; the caller commits.

    Raises NotFound for an account of another book, Invalid for a file that is
    no statement; then nothing is kept.
    """
    account = _account(session, book_id, account_id)
    table = columns.find_table(statements.read(content), card=account.kind == "card")
    now = datetime.now(UTC)
    session.execute(
        delete(ImportBatch).where(
            ImportBatch.book_id == book_id,
            ImportBatch.committed_at.is_(None),
            ImportBatch.created_at < now - KEPT,
        )
    )
    batch = ImportBatch(
        book_id=book_id,
        account_id=account_id,
        filename=filename[-255:],
        content=content,
        roles=table.roles,
        created_by=user_id,
        created_at=now,
    )
    session.add(batch)
    session.flush()
    return batch


def load(session: Session, book_id: int, import_id: int) -> ImportBatch:
    """Return an upload that is not committed yet; raise NotFound or Conflict."""
    statement = (
        select(ImportBatch)
        .where(ImportBatch.book_id == book_id, ImportBatch.id == import_id)
        .options(undefer(ImportBatch.content))
        # Two commits of one upload: the second waits here, and is refused below.
        .with_for_update()
    )
    batch = session.scalar(statement)
    if batch is None:
        raise NotFound
    if batch.committed_at is not None:
        raise Conflict(N_("This statement was imported already."))
    return batch


def preview(session: Session, batch: ImportBatch) -> Preview:
    """Return what a commit would do with each line; write nothing."""
    account = _account(session, batch.book_id, batch.account_id)
    assert batch.content is not None
    guessed = columns.find_table(statements.read(batch.content), card=account.kind == "card")
    table = columns.with_roles(guessed, batch.roles)
    lines = columns.read_lines(table, account.currency)
    keys = dict(_keys(account.id, lines))
    present = _present(session, batch.book_id, list(keys.values()))
    rows = [
        Row(line, "same" if keys.get(line.n) in present else line.state, keys.get(line.n)) for line in lines
    ]
    return Preview(batch, table, list(_with_transfers(rows, _candidates(session, account, rows))))


def set_roles(session: Session, batch: ImportBatch, roles: list[str | None]) -> None:
    """Say what the columns are; the caller commits. Raises Invalid if that leaves no day or amount."""
    assert batch.content is not None
    columns.with_roles(columns.find_table(statements.read(batch.content), card=False), roles)
    batch.roles = roles
    session.flush()


def commit(
    session: Session,
    batch: ImportBatch,
    user_id: int,
    chosen: Iterable[int] | None = None,
    linked: Iterable[int] = (),
    progress: Callable[[int], object] = lambda rows: None,
) -> tuple[int, int]:
    """Write the chosen lines, or all new ones; return how many were added and how many not.

    Lines named in `linked` turn the entry of another account that they belong
    to into a transfer. The caller commits. Raises Invalid for a line that
    cannot be taken.
    """
    found = preview(session, batch).rows
    linked = set(linked)
    wanted = (
        {row.line.n for row in found if row.state in {"new", "transfer"}} if chosen is None else set(chosen)
    )
    _refuse_unknown(found, wanted | linked, linked)
    changes.changing(session, user_id)
    account = _account(session, batch.book_id, batch.account_id)
    rows = [row for row in found if row.line.n in wanted | linked and row.state != "same"]
    now = datetime.now(UTC)
    for done, row in enumerate(rows):
        if done % 500 == 0:
            progress(done)
        if row.line.n in linked:
            _link(session, row, account, now)
        else:
            session.add(_entry(batch, user_id, row, now))
    batch.committed_at, batch.added, batch.content = now, len(rows), None
    session.flush()
    return len(rows), len(found) - len(rows)


def _refuse_unknown(rows: list[Row], wanted: set[int], linked: set[int]) -> None:
    usable = {row.line.n for row in rows if row.state in {"new", "same", "transfer"}}
    if unknown := wanted - usable:
        message = N_("Line %(line)s cannot be imported.")
        raise Invalid({"rows": [message]}, {"line": min(unknown)})
    if unknown := linked - {row.line.n for row in rows if row.transfer_of}:
        message = N_("Line %(line)s does not look like a transfer.")
        raise Invalid({"transfers": [message]}, {"line": min(unknown)})


def _entry(batch: ImportBatch, user_id: int, row: Row, now: datetime) -> Entry:
    line = row.line
    assert line.day is not None
    assert line.amount is not None
    entry = Entry(
        book_id=batch.book_id,
        kind=_kind(line.amount),
        day=line.day,
        amount=abs(line.amount),
        account_id=batch.account_id,
        payee=line.payee,
        memo=line.memo,
        import_id=batch.id,
        import_key=row.key,
        created_by=user_id,
        created_at=now,
        updated_at=now,
        tag_rows=[],
    )
    ledger.retag(entry)
    return entry


def _link(session: Session, row: Row, account: Account, now: datetime) -> None:
    assert row.transfer_of is not None
    entry = ledger.load(session, account.book_id, row.transfer_of)
    if entry.kind == "expense":
        entry.to_account_id, entry.to_import_key = account.id, row.key
    else:
        entry.to_account_id, entry.to_import_key = entry.account_id, entry.import_key
        entry.account_id, entry.import_key = account.id, row.key
    entry.kind, entry.category_id, entry.updated_at = "transfer", None, now


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


def _present(session: Session, book_id: int, keys: list[str]) -> set[str]:
    """Return those of the keys that the book has, in deleted entries too: deleted is not forgotten."""
    found: set[str] = set()
    remaining = iter(keys)
    while chunk := list(islice(remaining, 500)):
        for column in (Entry.import_key, Entry.to_import_key):
            statement = select(column).where(Entry.book_id == book_id, column.in_(chunk))
            found.update(key for key in session.scalars(statement) if key)
    return found


def _candidates(session: Session, account: Account, rows: list[Row]) -> list[tuple[int, date, int]]:
    """Select (id, day, signed amount) of other accounts' entries that could be the other side."""
    days = [row.line.day for row in rows if row.state == "new" and row.line.day]
    if not days:
        return []
    statement = (
        select(Entry.id, Entry.day, Entry.kind, Entry.amount)
        .join(Account, Account.id == Entry.account_id)
        .where(
            Entry.book_id == account.book_id,
            queries.LIVE,
            Entry.day.between(min(days) - NEAR, max(days) + NEAR),
            Entry.kind != "transfer",
            Entry.account_id != account.id,
            Account.currency == account.currency,
        )
        .order_by(Entry.day, Entry.id)
    )
    return [
        (id_, day, amount if kind == "income" else -amount)
        for id_, day, kind, amount in session.execute(statement)
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


def _account(session: Session, book_id: int, account_id: int) -> Account:
    account = session.scalar(select(Account).where(Account.book_id == book_id, Account.id == account_id))
    if account is None:
        raise NotFound("account_id")
    return account
