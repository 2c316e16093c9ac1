"""The rules of bookkeeping: what an entry must be, and how it is written and changed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from sqlalchemy import Connection, RowMapping, bindparam, insert, select
from sqlalchemy import delete as delete_

from account_book import queries
from account_book.changes import Changes
from account_book.errors import Invalid, NotFound
from account_book.marks import N_
from account_book.models import Entry, EntryTag

_MOST_TAGS = 20
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
    """Return the first twenty `#words` of a memo, each once, in their order."""
    return list(dict.fromkeys(_TAG.findall(memo)))[:_MOST_TAGS] if "#" in memo else []


def live_tags(row: Mapping[Any, Any]) -> list[str]:
    """Return the tags that an entry can be found by: none when it is deleted."""
    return [] if row["deleted_at"] else tags(row["memo"])


TAG = insert(EntryTag.__table__)
_REFERENCES = ("account_id", "to_account_id", "category_id")
_EMPTY = {"import_id": None, "version": 1}
_NAMES = tuple(column.name for column in queries.ENTRY_COLUMNS)

# Whoever comes second waits here, and then sees what the first one wrote.
_WHOLE = (
    select(Entry.__table__)
    .where(queries.entry.book_id == bindparam("book_id"), queries.entry.id == bindparam("id"))
    .where(queries.LIVE)
    .with_for_update()
)


def as_dict(row: Iterable[Any]) -> dict[str, Any]:
    """Return an entry, selected by `queries.ENTRY_COLUMNS`, as clients see it."""
    seen = dict(zip(_NAMES, row, strict=True))
    seen["tags"] = tags(seen["memo"])
    return seen


def create(changes: Changes, fields: EntryFields) -> dict[str, Any]:
    """Write a new entry and return it as clients see it; the caller commits.

    Raises NotFound and Invalid as `check` does.
    """
    check(changes.connection, changes.book_id, fields)
    row = new_row(changes, fields)
    row["id"] = changes.insert("entry", row)
    retag(changes, row["id"], [], tags(fields["memo"]))
    return seen({**_EMPTY, **row})


def new_row(changes: Changes, fields: EntryFields) -> dict[str, Any]:
    """Return the columns of an entry that somebody writes now."""
    return {**fields, "created_by": changes.user_id, "created_at": changes.at, "updated_at": changes.at}


def load(connection: Connection, book_id: int, entry_id: int) -> RowMapping:
    """Return all columns of an entry, locked to be changed; raise NotFound if this book has no such one."""
    row = connection.execute(_WHOLE, {"book_id": book_id, "id": entry_id}).mappings().first()
    if row is None:
        raise NotFound
    return row


def change(changes: Changes, before: Mapping[Any, Any], fields: EntryFields) -> dict[str, Any]:
    """Replace what an entry says and return it; the caller commits. Raises as `create` does."""
    kept = (before["account_id"], before["to_account_id"])
    check(changes.connection, changes.book_id, fields, kept)
    changes.update("entry", before, {**fields, "updated_at": changes.at})
    retag(changes, before["id"], tags(before["memo"]), tags(fields["memo"]))
    return seen({**before, **fields, "version": before["version"] + 1})


def delete(changes: Changes, before: Mapping[Any, Any]) -> None:
    """Take an entry out of all lists and sums; it stays in the table. The caller commits."""
    changes.update("entry", before, {"deleted_at": changes.at, "updated_at": changes.at})
    retag(changes, before["id"], tags(before["memo"]), [])


def seen(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a loaded entry as clients see it."""
    return as_dict(row[name] for name in _NAMES)


def check(connection: Connection, book_id: int, fields: EntryFields, kept: Sequence[int | None] = ()) -> None:
    """Raise NotFound if the entry names a row of another book, Invalid if it makes no sense.

    Nothing new is booked on an archived account; an entry that is `kept` on one may be corrected.
    """
    asked = {**{name: fields[name] for name in _REFERENCES}, "book_id": book_id}  # type: ignore[literal-required]
    accounts = {row.id: row for row in connection.execute(queries.REFERENCES, asked)}
    category_kind = next((row.category_kind for row in accounts.values()), None)
    check_sense(fields, {id_: row.currency for id_, row in accounts.items()}, category_kind)
    for field in ("account_id", "to_account_id"):
        account_id = fields[field]
        if account_id is not None and account_id not in kept and accounts[account_id].archived_at:
            raise Invalid({field: [N_("This account is archived.")]})


def check_sense(fields: EntryFields, currencies: Mapping[int, str], category_kind: str | None) -> None:
    """Raise as `check` does, knowing the currencies of the book's accounts and the kind of the category."""
    for field in ("account_id", "to_account_id"):
        account_id = fields[field]
        if account_id is not None and account_id not in currencies:
            raise NotFound(field)
    if fields["category_id"] is not None and category_kind is None:
        raise NotFound("category_id")
    if fields["kind"] == "transfer":
        _check_transfer(fields, currencies)
        return
    for field, value in (("to_account_id", fields["to_account_id"]), ("to_amount", fields["to_amount"])):
        if value is not None:
            raise Invalid({field: [N_("Only a transfer has this.")]})
    if category_kind not in (None, fields["kind"]):
        raise Invalid({"category_id": [N_("This category is of the other kind.")]})


def _check_transfer(fields: EntryFields, currencies: Mapping[int, str]) -> None:
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


def tag_rows(book_id: int, entry_id: int, words: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows that let an entry be found by its tags."""
    return [{"book_id": book_id, "entry_id": entry_id, "tag": word} for word in words]


def retag(changes: Changes, entry_id: int, before: list[str], after: list[str]) -> None:
    """Let an entry be found by other tags than before."""
    if gone := set(before) - set(after):
        table = EntryTag.__table__
        key = (table.c.book_id == changes.book_id, table.c.entry_id == entry_id)
        changes.connection.execute(delete_(table).where(*key, table.c.tag.in_(gone)))
    if added := [word for word in after if word not in before]:
        changes.connection.execute(TAG, tag_rows(changes.book_id, entry_id, added))
