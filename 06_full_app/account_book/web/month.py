"""A month on one page: what came in and went out, a line to add to it, and the last ten entries."""

from datetime import timedelta
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
    start, end = reports.month_bounds(_asked(asker))
    last_ten, _ = paging.entries(
        g.connection, asker.book_id, queries.Filters(start=start, end=end - timedelta(days=1)), 10, None
    )
    report = reports.month(g.connection, asker.book_id, asker.currency, start)
    return render_template(
        "month.html",
        start=start,
        before=start - timedelta(days=1),
        after=end,
        blocks=report["currencies"],
        entries=last_ten,
        form=form,
        **view.names(),
    )


def _asked(asker: Member) -> Any:
    try:
        return fields.month(request.args["month"])
    except (KeyError, ValueError):
        return books.today(asker.timezone)
