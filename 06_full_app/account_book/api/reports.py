"""Reports."""

from typing import Any

from flask import g

from account_book import books, reports
from account_book.api.addresses import BookPath, MonthQuery, TrendQuery, YearQuery
from account_book.api.blueprint import BOOK, blueprint
from account_book.api.report_answers import MonthOut, TrendOut, YearOut
from account_book.guard import Member, member

api = blueprint("reports", "What it adds up to")


@api.get(f"{BOOK}/reports/month", responses={200: MonthOut})
@member("viewer")
def month_report(asker: Member, path: BookPath, query: MonthQuery) -> dict[str, Any]:
    """Add up a month by category, account and tag, beside its budgets."""
    month = query.month or books.today(asker.timezone)
    return reports.month(g.connection, path.book_id, asker.currency, month)


@api.get(f"{BOOK}/reports/year", responses={200: YearOut})
@member("viewer")
def year_report(asker: Member, path: BookPath, query: YearQuery) -> dict[str, Any]:
    """Add up a year by month, category, account and tag."""
    year = query.year or books.today(asker.timezone).year
    return reports.year(g.connection, path.book_id, asker.currency, year)


@api.get(f"{BOOK}/reports/trend", responses={200: TrendOut})
@member("viewer")
def trend_report(asker: Member, path: BookPath, query: TrendQuery) -> dict[str, Any]:
    """Add up months in a row, of all or of an account, a category, a tag."""
    until = query.until or books.today(asker.timezone)
    asked = {"account": query.account, "category": query.category, "tag": query.tag}
    narrowed = {name: value for name, value in asked.items() if value is not None}
    return reports.trend(g.connection, path.book_id, asker.currency, until, query.months, narrowed)
