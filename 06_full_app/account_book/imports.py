"""Importing a statement: uploaded, looked at (`preview`), then committed, and never twice; or taken back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from typing import cast as typed

from sqlalchemy import Connection, String, cast, delete, func, insert, select, update

from account_book import books, columns, ledger, queries, statements, undo
from account_book.changes import Changes, locked
from account_book.db import inserted_id
from account_book.errors import Conflict, Invalid, NotFound
from account_book.marks import N_
from account_book.models import Account, Entry, ImportBatch
from account_book.preview import Batch, Row, kind_of, look

KEPT = timedelta(days=2)
"""How long an upload that nobody commits is kept."""
_MEANWHILE = N_("This was changed in the meantime. Look at it again, then change it.")


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
    return Batch(batch_id, book_id, account_id, account.seed, account.currency, name, content, table.roles)


def load(connection: Connection, book_id: int, import_id: int) -> Batch:
    """Return an upload that is not committed yet; raise NotFound or Conflict."""
    row = _locked(connection, book_id, import_id)
    if row.committed_at is not None:
        raise Conflict(N_("This statement was imported already."))
    account = _account(connection, book_id, row.account_id)
    return Batch(
        *(
            row.id,
            book_id,
            row.account_id,
            account.seed,
            account.currency,
            row.filename,
            row.content,
            row.roles,
        )
    )


def _locked(connection: Connection, book_id: int, import_id: int) -> Any:
    mine = (ImportBatch.book_id == book_id, ImportBatch.id == import_id)
    # Two commits of one upload: the second waits here, and is refused.
    row = connection.execute(select(ImportBatch.__table__).where(*mine).with_for_update()).first()
    if row is None:
        raise NotFound
    return row


def committed(connection: Connection, book_id: int, import_id: int | None = None) -> list[dict[str, Any]]:
    """Return the imports of a book, or one, newest first, with how many of their entries are in it still."""
    live = select(func.count()).where(
        Entry.book_id == book_id, Entry.import_id == ImportBatch.id, queries.LIVE
    )
    statement = select(
        *(ImportBatch.id, ImportBatch.account_id, ImportBatch.filename, ImportBatch.committed_at),
        *(ImportBatch.added, live.scalar_subquery().label("entries")),
    ).where(ImportBatch.book_id == book_id, ImportBatch.committed_at.is_not(None))
    if import_id is not None:
        statement = statement.where(ImportBatch.id == import_id)
    newest = statement.order_by(ImportBatch.committed_at.desc(), ImportBatch.id.desc()).limit(200)
    return [dict(row) for row in connection.execute(newest).mappings()]


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
    categories: Mapping[int, int | None] | None = None,
    progress: Callable[[int], object] = lambda rows: None,
) -> tuple[int, int]:
    """Write the chosen lines, or all new ones; return how many were added and how many not.

    Lines named in `linked` turn the entry of another account that they belong
    to into a transfer. `categories` corrects, by line, what the rules say. The
    caller commits. Raises Invalid for a line that cannot be taken, NotFound
    for a category of another book, Conflict if an entry was changed just now.
    """
    # Statements of one account follow one another, so that the second sees what the first has added.
    mine = (Account.book_id == batch.book_id, Account.id == batch.account_id)
    changes.connection.execute(select(Account.id).where(*mine).with_for_update())
    found = look(changes.connection, batch).rows
    linked = set(linked)
    if chosen is None:
        chosen = (row.line.n for row in found if row.state in {"new", "transfer"})
    added = set(chosen) - linked
    _refuse_unknown(found, added | linked, linked)
    to_add = _sorted_by_hand(
        changes, [row for row in found if row.line.n in added and row.state != "same"], categories or {}
    )
    to_link = [row for row in found if row.line.n in linked]
    _add(changes, batch, to_add, progress)
    for row in to_link:
        _link(changes, batch, row)
    count = len(to_add) + len(to_link)
    done = {"committed_at": changes.at, "added": count, "content": None, "group_id": changes.group_id}
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


def _sorted_by_hand(changes: Changes, rows: list[Row], categories: Mapping[int, int | None]) -> list[Row]:
    result, checked = [], set()
    places = {n: f"categories.{index}.category_id" for index, n in enumerate(categories)}
    for row in rows:
        if row.line.n in categories:
            category_id, kind = categories[row.line.n], kind_of(row.line.amount or 0)
            if category_id is not None and (category_id, kind) not in checked:
                place = places[row.line.n]
                books.check_category(changes.connection, changes.book_id, category_id, kind, place)
                checked.add((category_id, kind))
            row = replace(row, category_id=category_id)
        result.append(row)
    return result


def _add(changes: Changes, batch: Batch, rows: list[Row], progress: Callable[[int], object]) -> None:
    entries = [{**ledger.new_row(changes, _fields(batch, row)), "import_key": row.key} for row in rows]
    ids = changes.insert_entries(entries, batch.id, progress)
    tagged = [
        tag
        for id_, row in zip(ids, rows, strict=True)
        for tag in ledger.tag_rows(batch.book_id, id_, ledger.tags(row.line.memo))
    ]
    if tagged:
        changes.connection.execute(ledger.TAG, tagged)


def _fields(batch: Batch, row: Row) -> ledger.EntryFields:
    line = row.line
    assert line.day is not None
    assert line.amount is not None
    return {
        "kind": kind_of(line.amount),
        "day": line.day,
        "amount": abs(line.amount),
        "account_id": batch.account_id,
        "to_account_id": None,
        "to_amount": None,
        "category_id": row.category_id,
        "payee": line.payee,
        "memo": line.memo,
    }


def _link(changes: Changes, batch: Batch, row: Row) -> None:
    assert row.transfer_of is not None
    assert row.line.amount is not None
    entry = ledger.load(changes.connection, batch.book_id, row.transfer_of)
    if (entry["kind"], entry["amount"]) != (kind_of(-row.line.amount), abs(row.line.amount)):
        # It was one when we looked; now that it is locked, it is a transfer already.
        raise Conflict(_MEANWHILE)
    values: dict[str, Any] = {"kind": "transfer", "category_id": None, "updated_at": changes.at}
    if entry["kind"] == "expense":
        values |= {"to_account_id": batch.account_id, "to_import_key": row.key}
    else:
        values |= {"to_account_id": entry["account_id"], "to_import_key": entry["import_key"]}
        values |= {"account_id": batch.account_id, "import_key": row.key}
    whole = {**{name: entry[name] for name in ledger.EntryFields.__annotations__}, **values}
    try:
        ledger.check(
            changes.connection, batch.book_id, typed(ledger.EntryFields, whole), [entry["account_id"]]
        )
    except Invalid:
        # It was moved to an account of another currency just now.
        raise Conflict(_MEANWHILE) from None
    changes.update("entry", entry, values)


def take_back(changes: Changes, import_id: int) -> int:
    """Take all entries of an import out of the book, changed since or not; return how many.

    Transfers that it joined are parted again. The statement can be imported
    anew. An upload that was never committed is forgotten. Raises NotFound, and
    Conflict if nothing of it is left or something newer changed such a transfer. The caller commits.
    """
    batch = _locked(changes.connection, changes.book_id, import_id)
    if batch.committed_at is None:
        changes.connection.execute(delete(ImportBatch).where(ImportBatch.id == import_id))
        return 0
    mine = (Entry.book_id == changes.book_id, Entry.import_id == import_id, queries.LIVE)
    ids = list(changes.connection.scalars(select(Entry.id).where(*mine).order_by(Entry.id)))
    joined = undo.lines_of(changes, undo.joined_by(batch.group_id))
    if not ids and not joined:
        raise Conflict(N_("This import was taken back already."))
    undo.revert(changes, joined)
    rows = locked(changes.connection, "entry", changes.book_id, ids).values()
    # Somebody may have undone the import while we waited.
    undo.take_out(changes, [row for row in rows if row["deleted_at"] is None])
    return len(ids) + len(joined)


def _account(connection: Connection, book_id: int, account_id: int) -> Any:
    statement = select(
        *(Account.kind, Account.currency, Account.archived_at),
        func.coalesce(Account.import_seed, cast(Account.id, String)).label("seed"),
    ).where(Account.book_id == book_id, Account.id == account_id)
    account = connection.execute(statement).first()
    if account is None:
        raise NotFound("account_id")
    if account.archived_at:
        raise Invalid({"account_id": [N_("This account is archived.")]})
    return account
