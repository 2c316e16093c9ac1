"""A book as CSV for spreadsheets, written row by row, however long it is."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from account_book import money, queries
from account_book.models import Account, Category, Entry

CSV_COLUMNS = (
    *("id", "day", "kind", "amount", "currency", "account", "to_amount", "to_currency", "to_account"),
    *("category", "payee", "memo"),
)
_BATCH = 1000


def as_csv(connection: Connection, book_id: int) -> Iterator[str]:
    """Yield the live entries, oldest first, as CSV in pieces; amounts as `12300` or `12.34`.

    It begins with a byte-order mark, without which Excel takes UTF-8 for cp949.
    """
    to_account = aliased(Account)
    statement = (
        select(
            *(Entry.id, Entry.day, Entry.kind, Entry.amount, Account.currency, Account.name.label("account")),
            *(Entry.to_amount, to_account.currency.label("to_currency"), to_account.name.label("to_account")),
            *(Category.name.label("category"), Entry.payee, Entry.memo),
        )
        .join(Account, Account.id == Entry.account_id)
        .outerjoin(to_account, to_account.id == Entry.to_account_id)
        .outerjoin(Category, Category.id == Entry.category_id)
        .where(Entry.book_id == book_id, queries.LIVE)
        .order_by(Entry.day, Entry.id)
        .execution_options(yield_per=_BATCH)
    )
    yield "\ufeff" + _csv_line(CSV_COLUMNS)
    for row in connection.execute(statement).mappings():
        amounts = {"amount": money.plain(row["amount"], row["currency"])}
        if row["to_amount"] is not None:
            amounts["to_amount"] = money.plain(row["to_amount"], row["to_currency"])
        yield _csv_line(_harmless({**row, **amounts}[name]) for name in CSV_COLUMNS)


def _csv_line(cells: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _harmless(cell: object) -> object:
    """Put a quote before a text that a spreadsheet would run as a formula (OWASP, CSV injection)."""
    dangerous = isinstance(cell, str) and cell.startswith(tuple("=+-@＝＋－＠\t\r\n"))
    return f"'{cell}" if dangerous else cell
