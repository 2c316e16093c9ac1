"""A book as JSON, written row by row; `book_load` reads it again, and what goes in comes out, byte for byte.

Rows are numbered by their place in the file, because a copy has other numbers
in the database. History, members and deleted entries are not in it: those are
in a backup.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import Connection, String, bindparam, cast, func, select

from account_book import money, recurring
from account_book.books import MOST
from account_book.errors import NotFound
from account_book.models import Account, Book, Budget, Category, Entry, Recurring, Rule

FORMAT = "account-book/2"
_BATCH = 1000

Name = Annotated[str, Meta(min_length=1, max_length=64)]
Number = Annotated[int, Meta(ge=1)]
Amount = Annotated[int, Meta(ge=1, le=money.LIMIT)]
Kind = Literal["income", "expense", "transfer"]
Text = Annotated[str, Meta(max_length=1000)]
Payee = Annotated[str, Meta(max_length=200)]
Key = Annotated[str, Meta(max_length=32)]
Moment = Annotated[datetime, Meta(tz=True)]


class _Row(Struct, forbid_unknown_fields=True, kw_only=True):
    pass


class BookRow(_Row):
    """The book itself."""

    name: Name
    currency: str
    timezone: str


class AccountRow(_Row):
    """An account; entries name it by `id`, its place in the file."""

    id: Number
    name: Name
    kind: Literal["cash", "bank", "card", "other"]
    currency: str
    opening_balance: Annotated[int, Meta(ge=-money.LIMIT, le=money.LIMIT)]
    position: Annotated[int, Meta(ge=0, le=1_000_000)]
    archived_at: Moment | None
    import_seed: Key


class CategoryRow(_Row):
    """A category."""

    id: Number
    name: Name
    kind: Literal["income", "expense"]
    parent_id: Number | None
    position: Annotated[int, Meta(ge=0, le=1_000_000)]
    archived_at: Moment | None


class RuleRow(_Row):
    """A rule: whose payee contains this belongs to that category."""

    contains: Annotated[str, Meta(min_length=1, max_length=200)]
    category_id: Number


class BudgetRow(_Row):
    """A budget, from a month on."""

    category_id: Number
    month: date
    amount: Annotated[int, Meta(ge=0, le=money.LIMIT)] | None


class _Template(_Row):
    kind: Kind
    amount: Amount
    account_id: Number
    to_account_id: Number | None
    to_amount: Amount | None
    category_id: Number | None
    payee: Payee
    memo: Text


class RecurringRow(_Template):
    """A recurring entry."""

    every: Literal["week", "month", "year"]
    anchor: date
    until: date | None
    next_day: date | None


class EntryRow(_Template):
    """An entry, with the keys by which a statement knows it again."""

    day: date
    import_key: Key | None
    to_import_key: Key | None


class BookFile(_Row):
    """All of a book."""

    format: Literal["account-book/2"]
    book: BookRow
    accounts: Annotated[list[AccountRow], Meta(max_length=MOST["account"])]
    categories: Annotated[list[CategoryRow], Meta(max_length=MOST["category"])]
    rules: Annotated[list[RuleRow], Meta(max_length=MOST["rule"])]
    budgets: list[BudgetRow]
    recurring: Annotated[list[RecurringRow], Meta(max_length=recurring.MOST)]
    entries: list[EntryRow]


_TABLES: dict[str, tuple[Any, type[Struct], tuple[Any, ...]]] = {
    "accounts": (Account, AccountRow, (Account.id,)),
    "categories": (Category, CategoryRow, (Category.id,)),
    "rules": (Rule, RuleRow, (Rule.id,)),
    "budgets": (Budget, BudgetRow, (Budget.month, Budget.id)),
    "recurring": (Recurring, RecurringRow, (Recurring.id,)),
    "entries": (Entry, EntryRow, (Entry.day, Entry.id)),
}
_LINKS = {
    "account_id": "accounts",
    "to_account_id": "accounts",
    "category_id": "categories",
    "parent_id": "categories",
}
# An account of before there were seeds has its number for one.
_SEED = func.coalesce(Account.import_seed, cast(Account.id, String)).label("import_seed")
Places = dict[str, dict[int, int]]


def _statement(name: str) -> Any:
    table, row, order = _TABLES[name]
    columns = [_SEED if field == "import_seed" else getattr(table, field) for field in row.__struct_fields__]
    statement = select(*columns).where(table.book_id == bindparam("book_id")).order_by(*order)
    return statement.where(table.deleted_at.is_(None)) if "deleted_at" in table.__table__.c else statement


_STATEMENTS = {name: _statement(name) for name in _TABLES}


def write(connection: Connection, book_id: int) -> Iterator[bytes]:
    """Yield a book as JSON in pieces, a row a line."""
    named = select(Book.name, Book.currency, Book.timezone).where(Book.id == book_id)
    encode, asked = msgspec.json.encode, {"book_id": book_id}
    book = dict(connection.execute(named).mappings().one())
    yield b'{"format":' + encode(FORMAT) + b',"book":' + encode(book)
    places = {
        name: {id_: place for place, id_ in enumerate(connection.scalars(_STATEMENTS[name], asked), 1)}
        for name in ("accounts", "categories")
    }
    for section, statement in _STATEMENTS.items():
        yield b',"' + section.encode() + b'":['
        rows = connection.execute(statement, asked, execution_options={"yield_per": _BATCH}).mappings()
        for index, row in enumerate(rows):
            seen = linked(dict(row), places)
            if "id" in seen:
                seen["id"] = index + 1
            yield (b",\n" if index else b"\n") + encode(seen)
        yield b"]"
    yield b"}\n"


def linked(row: dict[str, Any], places: Places) -> dict[str, Any]:
    """Return a row that names others by another numbering; raise NotFound for one that is not there."""
    for field, table in _LINKS.items():
        if row.get(field) is not None:
            if row[field] not in places[table]:
                raise NotFound(field)
            row[field] = places[table][row[field]]
    return row
