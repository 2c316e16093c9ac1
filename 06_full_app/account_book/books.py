"""Books, and what a new one holds."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import IntegrityError

from account_book import tokens
from account_book.changes import LOGGED, Changes
from account_book.errors import NO_MORE, Conflict, Invalid, NotFound
from account_book.marks import N_
from account_book.models import Base, Book, Budget, Category, Token, Turn

FIRST_BOOK: dict[str, Any] = {
    "ko": {
        "book": "우리집 가계부",
        "accounts": {"cash": "현금", "bank": "은행", "card": "카드"},
        "income": ("급여", "부수입", "이자", "기타 수입"),
        "expense": (
            *("식비", "외식", "생활용품", "주거", "통신", "교통", "의료", "교육"),
            *("의류·미용", "문화·여가", "경조사", "보험·세금", "기타 지출"),
        ),
    },
    "en": {
        "book": "Our household",
        "accounts": {"cash": "Cash", "bank": "Bank", "card": "Card"},
        "income": ("Salary", "Side income", "Interest", "Other income"),
        "expense": (
            *("Groceries", "Eating out", "Household goods", "Housing", "Phone and internet", "Transport"),
            *("Health", "Education", "Clothes and beauty", "Culture and leisure", "Gifts and events"),
            *("Insurance and taxes", "Other expenses"),
        ),
    },
}


MOST = {"account": 100, "category": 200, "rule": 300}
"""How many of them a book may have: pages show them all, and an import tries every rule."""
_COUNTS = {
    kind: select(func.count()).select_from(LOGGED[kind]).where(LOGGED[kind].c.book_id == bindparam("book"))
    for kind in MOST
}


def today(timezone: str) -> date:
    """Return the day it is where the household lives, whatever the server's clock is set to."""
    return datetime.now(ZoneInfo(timezone)).date()


def open_book(
    connection: Connection,
    user_id: int,
    language: str,
    *,
    name: str | None = None,
    currency: str = "KRW",
    timezone: str = "Asia/Seoul",
) -> int:
    """Make a book with the usual accounts and categories, in the user's language; return its number."""
    usual = FIRST_BOOK[language]
    changes = empty_book(
        connection, user_id, name=name or usual["book"], currency=currency, timezone=timezone
    )
    for position, (kind, account) in enumerate(usual["accounts"].items()):
        row = {"name": account, "kind": kind, "currency": currency, "opening_balance": 0}
        add(changes, "account", {**row, "position": position})
    for kind in ("expense", "income"):
        for position, category in enumerate(usual[kind]):
            add(changes, "category", {"name": category, "kind": kind, "position": position})
    return changes.book_id


def empty_book(connection: Connection, user_id: int, *, name: str, currency: str, timezone: str) -> Changes:
    """Make a book that holds nothing but its owner; return what writes into it."""
    changes = Changes(connection, 0, user_id)
    row = {"name": name, "currency": currency, "timezone": timezone, "created_at": changes.at}
    changes.insert("book", row)
    # Of those who all wait to make a row, MySQL lets none go on.
    connection.execute(insert(Turn), {"book_id": changes.book_id, "taken": 0})
    changes.insert("member", {"user_id": user_id, "role": "owner"})
    return changes


def lock(connection: Connection, book_id: int) -> None:
    """Let nobody else write into the book until the caller commits; SQLite does so by itself.

    One after the other, as SQLite has it, two writers never wait for each
    other, and the history stands in the order in which things were written.
    The turn is a row that is written, not one that is only locked: the nodes of
    a cluster know nothing of each other's locks, but of two that wrote one row
    the second one's COMMIT is refused.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(_TAKE_TURN, {"book_id": book_id, "taken": 1})


_TAKE_TURN = mysql.insert(Turn).on_duplicate_key_update(taken=Turn.taken + 1)


def delete_book(connection: Connection, book_id: int) -> None:
    """Remove a book with all that is in it, its history too; the caller commits."""
    # Categories point at each other, and MySQL checks at each row.
    connection.execute(update(Category).where(Category.book_id == book_id).values(parent_id=None))
    for table in reversed(Base.metadata.sorted_tables):
        if "book_id" in table.c:
            connection.execute(delete(table).where(table.c.book_id == book_id))
    connection.execute(delete(Book).where(Book.id == book_id))
    # SQLite may give its number to another book, which these are not for.
    for_it = [str(tokens.Scope(right, book_id)) for right in ("read", "write")]
    connection.execute(update(Token).where(Token.scope.in_(for_it)).values(revoked_at=datetime.now(UTC)))


def add(changes: Changes, kind: str, row: Mapping[str, Any]) -> int:
    """Add an account, category or rule and return its number; raise Conflict if its name is taken."""
    if (changes.connection.scalar(_COUNTS[kind], {"book": changes.book_id}) or 0) >= MOST[kind]:
        raise Conflict(NO_MORE)
    # Told apart from all other accounts, also in a copy of the book.
    seed = {"import_seed": tokens.new_id()} if kind == "account" else {}
    try:
        return changes.insert(kind, {**seed, **row})
    except IntegrityError:
        # Only the insert knows that the name is taken: another may have taken it just now.
        raise _taken(kind) from None


def change(changes: Changes, kind: str, before: Mapping[Any, Any], values: Mapping[str, Any]) -> None:
    """Change an account, category or rule; raise Conflict if its new name is taken."""
    try:
        changes.update(kind, before, values)
    except IntegrityError:
        raise _taken(kind) from None


def change_book(changes: Changes, before: Mapping[Any, Any], values: Mapping[str, Any]) -> None:
    """Change the book itself; raise Conflict for another currency where budgets count in that of now."""
    check_currency(changes, before, values)
    changes.update("book", before, values)


def check_currency(changes: Changes, before: Mapping[Any, Any], values: Mapping[str, Any]) -> None:
    """Raise Conflict if these values would give the numbers of the book's budgets another meaning."""
    budget = select(Budget.id).where(Budget.book_id == changes.book_id).limit(1)
    if values.get("currency", before["currency"]) != before["currency"] and changes.connection.scalar(budget):
        message = N_("The budgets of this book are in its currency. Open another book for another one.")
        raise Conflict(message, errors={"currency": [message]})


def remove(changes: Changes, kind: str, before: Mapping[Any, Any]) -> None:
    """Remove an account, category or rule; raise Conflict if something refers to it, or once did."""
    try:
        changes.delete(kind, before)
    except IntegrityError:
        raise Conflict(
            N_("This is in use, in entries that were deleted perhaps. Archive it instead.")
        ) from None


def _taken(kind: str) -> Conflict:
    message = N_("This name is taken.")
    return Conflict(message, errors={"contains" if kind == "rule" else "name": [message]})


def check_category(
    connection: Connection, book_id: int, category_id: int, kind: str | None, field: str
) -> None:
    """Raise NotFound for a category of another book, Invalid for one of another kind (None allows both)."""
    found = connection.scalar(
        select(Category.kind).where(Category.book_id == book_id, Category.id == category_id)
    )
    if found is None:
        raise NotFound(field)
    if kind not in (None, found):
        raise Invalid({field: [N_("This category is of the other kind.")]})


def check_parent(connection: Connection, book_id: int, kind: str, own_id: int | None, parent_id: int) -> None:
    """Raise unless a category may stand below another: one of its kind, and one level deep only."""
    check_category(connection, book_id, parent_id, kind, "parent_id")
    in_book = select(func.count()).where(Category.book_id == book_id)
    is_child = connection.scalar(in_book.where(Category.id == parent_id, Category.parent_id.is_not(None)))
    has_children = own_id is not None and connection.scalar(in_book.where(Category.parent_id == own_id))
    if parent_id == own_id or is_child or has_children:
        raise Invalid({"parent_id": [N_("Categories are one level deep.")]})
