"""Reports."""

from typing import Any

from flask import g

from account_book import books, reports
from account_book.api.answers import MonthOut
from account_book.api.blueprint import BOOK, blueprint
from account_book.api.schemas import BookPath, MonthQuery
from account_book.guard import Member, member

api = blueprint("reports", "What it adds up to")


@api.get(f"{BOOK}/reports/month", responses={200: MonthOut})
@member("viewer")
def month_report(asker: Member, path: BookPath, query: MonthQuery) -> dict[str, Any]:
    """Add up a month by category, account and tag."""
    month = query.month or books.today(asker.timezone)
    return reports.month(g.connection, path.book_id, asker.currency, month)
