"""A month on one page: what came in and went out, a line to add to it, and the last ten entries."""

from datetime import date, timedelta
from typing import Any

from flask import g, render_template, request

from account_book import books, fields, paging, queries, reports
from account_book.guard import Member, member
from account_book.web import entry_form, view

pages = view.blueprint("month")


@pages.get("/books/<id:book_id>/month")
@member("viewer")
def show(asker: Member, book_id: int) -> str:
    """Show a month, this one if none is named."""
    return page(asker, entry_form.empty(asker))


def page(asker: Member, form: entry_form.Form) -> str:
    """Return the month page with what stands in its entry form."""
    month = asked_month(asker)
    filters = queries.Filters(start=month["first"], end=month["last"])
    last_ten, _ = paging.entries(g.connection, asker.book_id, filters, 10, None)
    report = reports.month(g.connection, asker.book_id, asker.currency, month["first"])
    return render_template(
        "month.html",
        blocks=report["currencies"],
        balances=reports.balances(g.connection, asker.book_id),
        entries=last_ten,
        form=form,
        **month,
        **view.names(),
    )


def asked_month(asker: Member) -> dict[str, Any]:
    """Return the month that the address names, this one if it names none, as `around` does."""
    try:
        return around(fields.month(request.args["month"]))
    except (KeyError, ValueError):
        return around(books.today(asker.timezone))


def around(month: date) -> dict[str, Any]:
    """Return a month's first and last day, and a day of the months beside it if they can be asked for."""
    first, end = reports.month_bounds(month)
    before = first - timedelta(days=1)
    return {
        "first": first,
        "last": end - timedelta(days=1),
        "before": before if before.year >= fields.FIRST_YEAR else None,
        "after": end if end.year <= fields.LAST_YEAR else None,
    }
