"""Budgets: what a category may cost in a month. The newest month that is not after the one asked holds."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, bindparam, select

from account_book import books
from account_book.changes import Changes
from account_book.models import Budget, Category

_HELD = (
    select(Budget.category_id, Category.name, Budget.amount, Budget.month)
    .join(Category, Category.id == Budget.category_id)
    .where(Budget.book_id == bindparam("book_id"), Budget.month <= bindparam("month"))
    .order_by(Budget.month)
)


def amounts(connection: Connection, book_id: int, month: date) -> list[tuple[int, str, int]]:
    """Return (category, its name, amount) of the budgets that hold in a month."""
    rows = connection.execute(_HELD, {"book_id": book_id, "month": month.replace(day=1)})
    # The newest comes last, and stays.
    newest = {row.category_id: row for row in rows}
    return [(id_, row.name, row.amount) for id_, row in newest.items() if row.amount is not None]


def set_all(changes: Changes, month: date, wanted: Mapping[int, int | None]) -> None:
    """Set budgets from a month on, None to end them; those not named stay. The caller commits.

    Raises NotFound or Invalid for what is no category of expenses of this book.
    """
    month = month.replace(day=1)
    held = {id_: amount for id_, _name, amount in amounts(changes.connection, changes.book_id, month)}
    own = select(Budget.__table__).where(Budget.book_id == changes.book_id, Budget.month == month)
    rows = {row["category_id"]: row for row in changes.connection.execute(own).mappings()}
    for index, (category_id, amount) in enumerate(wanted.items()):
        field = f"items.{index}.category_id"
        books.check_category(changes.connection, changes.book_id, category_id, "expense", field)
        if category_id in rows:
            if rows[category_id]["amount"] != amount:
                changes.update("budget", rows[category_id], {"amount": amount})
        elif held.get(category_id) != amount:
            changes.insert("budget", {"category_id": category_id, "month": month, "amount": amount})
