"""The rules of bookkeeping: what an entry must be, and how it is written and changed."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, TypedDict

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from account_book import queries
from account_book.errors import Invalid, NotFound
from account_book.marks import N_
from account_book.models import Account, Category, Entry, EntryTag

_TAG = re.compile(r"#(\w{1,50})(?!\w)")


class EntryFields(TypedDict):
    """What somebody writes into an entry; amounts in minor units."""

    kind: str
    day: date
    amount: int
    account_id: int
    to_account_id: int | None
    to_amount: int | None
    category_id: int | None
    payee: str
    memo: str


def tags(memo: str) -> list[str]:
    """Return the `#words` of a memo, each once, in their order."""
    return list(dict.fromkeys(_TAG.findall(memo))) if "#" in memo else []


_NAMES = tuple(column.name for column in queries.ENTRY_COLUMNS)


def as_dict(row: Iterable[Any]) -> dict[str, Any]:
    """Return an entry, selected by `queries.ENTRY_COLUMNS`, as clients see it."""
    seen = dict(zip(_NAMES, row, strict=True))
    seen["tags"] = tags(seen["memo"])
    return seen


def create(session: Session, book_id: int, user_id: int, fields: EntryFields) -> Entry:
    """Write a new entry; the caller commits. Raises NotFound and Invalid as `check` does."""
    now = datetime.now(UTC)
    entry = Entry(book_id=book_id, created_by=user_id, created_at=now, tag_rows=[])
    _write(session, entry, fields, now)
    session.add(entry)
    session.flush()
    return entry


def load(session: Session, book_id: int, entry_id: int) -> Entry:
    """Return an entry to be changed; raise NotFound if this book has none with this number."""
    statement: Select[Entry] = (
        select(Entry)
        .where(Entry.book_id == book_id, Entry.id == entry_id, Entry.deleted_at.is_(None))
        .options(selectinload(Entry.tag_rows))
        # Whoever comes second waits here, and then sees what the first one wrote.
        .with_for_update()
    )
    entry = session.scalar(statement)
    if entry is None:
        raise NotFound
    return entry


def change(session: Session, entry: Entry, fields: EntryFields) -> None:
    """Replace what an entry says; the caller commits. Raises NotFound and Invalid as `check` does."""
    _write(session, entry, fields, datetime.now(UTC))
    session.flush()


def delete(session: Session, entry: Entry) -> None:
    """Take an entry out of all lists and sums; it stays in the table. The caller commits."""
    entry.deleted_at = entry.updated_at = datetime.now(UTC)
    entry.tag_rows = []
    session.flush()


def seen(entry: Entry) -> dict[str, Any]:
    """Return a loaded entry as clients see it."""
    return as_dict(getattr(entry, name) for name in _NAMES)


def check(session: Session, book_id: int, fields: EntryFields) -> None:
    """Raise NotFound if the entry names a row of another book, Invalid if it makes no sense."""
    account_ids = [fields["account_id"], fields["to_account_id"] or fields["account_id"]]
    accounts = {
        row.id: row
        for row in session.execute(
            select(Account.id, Account.currency, Account.archived_at).where(
                Account.book_id == book_id, Account.id.in_(account_ids)
            )
        )
    }
    named = {"account_id": fields["account_id"], "to_account_id": fields["to_account_id"]}
    for field, account_id in named.items():
        if account_id is not None and account_id not in accounts:
            raise NotFound(field)
        if account_id is not None and accounts[account_id].archived_at:
            raise Invalid({field: [N_("This account is archived.")]})
    if fields["kind"] == "transfer":
        _check_transfer(fields, {id_: row.currency for id_, row in accounts.items()})
        return
    for field, value in (("to_account_id", fields["to_account_id"]), ("to_amount", fields["to_amount"])):
        if value is not None:
            raise Invalid({field: [N_("Only a transfer has this.")]})
    if fields["category_id"] is not None:
        _check_category(session, book_id, fields)


def _check_transfer(fields: EntryFields, currencies: dict[int, str]) -> None:
    to_account_id = fields["to_account_id"]
    if to_account_id is None:
        raise Invalid({"to_account_id": [N_("A transfer needs the account it goes to.")]})
    if to_account_id == fields["account_id"]:
        raise Invalid({"to_account_id": [N_("A transfer goes to another account.")]})
    if fields["category_id"] is not None:
        raise Invalid({"category_id": [N_("A transfer has no category.")]})
    same_currency = currencies[fields["account_id"]] == currencies[to_account_id]
    if same_currency and fields["to_amount"] is not None:
        raise Invalid({"to_amount": [N_("Only a transfer between currencies has this.")]})
    if not same_currency and fields["to_amount"] is None:
        raise Invalid({"to_amount": [N_("A transfer between currencies needs both amounts.")]})


def _check_category(session: Session, book_id: int, fields: EntryFields) -> None:
    kind = session.scalar(
        select(Category.kind).where(Category.book_id == book_id, Category.id == fields["category_id"])
    )
    if kind is None:
        raise NotFound("category_id")
    if kind != fields["kind"]:
        raise Invalid({"category_id": [N_("This category is of the other kind.")]})


def _write(session: Session, entry: Entry, fields: EntryFields, now: datetime) -> None:
    check(session, entry.book_id, fields)
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.updated_at = now
    retag(entry)


def retag(entry: Entry) -> None:
    """Let an entry's tags be those of its memo, keeping the rows that stay."""
    kept = {row.tag: row for row in entry.tag_rows}
    entry.tag_rows = [kept.get(tag) or EntryTag(book_id=entry.book_id, tag=tag) for tag in tags(entry.memo)]
