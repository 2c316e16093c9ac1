"""Entries: the list with its filters, and one entry to change or delete."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from pydantic import ValidationError
from werkzeug.wrappers import Response

from account_book import ledger, paging, problems, queries, reports
from account_book.api.addresses import EntriesQuery
from account_book.errors import Invalid, NotFound, Stale
from account_book.guard import Member, changes, member
from account_book.web import entry_form, month, view

pages = view.blueprint("entries")


@pages.get("/books/<id:book_id>/entries")
@member("viewer")
def show(asker: Member, book_id: int) -> str:
    """List entries, newest first, fifty to a page."""
    asked = {name: value for name, value in request.args.items() if value and name in _FILTERS}
    errors: dict[str, list[str]] = {}
    try:
        query = EntriesQuery(**asked)
    except ValidationError as error:
        errors = problems.from_validation(error).errors
        query = EntriesQuery(**{name: value for name, value in asked.items() if name not in errors})
    filters = queries.Filters(**{name: getattr(query, name) for name in queries.Filters.__annotations__})
    items, after = paging.entries(g.connection, book_id, filters, 50, query.cursor)
    return render_template(
        "entries.html",
        entries=items,
        sums=reports.sums(g.connection, book_id, asker.currency, filters),
        asked={name: value for name, value in asked.items() if name != "cursor"},
        next_page=after,
        first_page=query.cursor is None,
        errors=errors,
        **view.names(),
    )


_FILTERS = ("from", "to", "kind", "account", "category", "tag", "q", "cursor")


@pages.post("/books/<id:book_id>/entries")
@member("editor")
def create(asker: Member, book_id: int) -> Response | tuple[str, int]:
    """Write an entry from the month page, and stay there with the same day and account."""
    form = entry_form.sent()
    try:
        entry = ledger.create(changes(), entry_form.read(form))
    except (Invalid, NotFound) as problem:
        entry_form.complain(form, problem)
        return month.page(asker, form), problem.status
    g.connection.commit()
    flash(gettext("Saved."))
    day = entry["day"].isoformat()
    return redirect(
        url_for(
            "month.show",
            book_id=book_id,
            month=day[:7],
            day=day,
            account_id=entry["account_id"],
            kind=entry["kind"],
        )
    )


@pages.get("/books/<id:book_id>/entries/<id:entry_id>")
@member("viewer")
def show_one(_asker: Member, book_id: int, entry_id: int) -> str:
    """Show an entry, to be changed."""
    row = g.connection.execute(queries.ENTRY, {"book_id": book_id, "id": entry_id}).mappings().first()
    if row is None:
        raise NotFound
    names = view.names()
    return render_template("entry.html", form=entry_form.filled(dict(row), names["account_of"]), **names)


@pages.post("/books/<id:book_id>/entries/<id:entry_id>")
@member("editor")
def change(asker: Member, book_id: int, entry_id: int) -> Response | tuple[str, int]:
    """Change or delete an entry, if nobody else did since it was shown."""
    form = entry_form.sent()
    before = ledger.load(g.connection, book_id, entry_id)
    form.version = before["version"]
    gone = request.form.get("action") == "delete"
    try:
        if request.form.get("version") != str(before["version"]):
            raise Stale(ledger.seen(before), before["version"])
        if gone:
            ledger.delete(changes(), before)
        else:
            ledger.change(changes(), before, entry_form.read(form))
    except (Invalid, NotFound, Stale) as problem:
        return _again(form, problem)
    g.connection.commit()
    flash(gettext("Deleted.") if gone else gettext("Saved."))
    return redirect(url_for("month.show", book_id=book_id, month=before["day"].isoformat()[:7]))


def _again(form: entry_form.Form, problem: Invalid | NotFound | Stale) -> tuple[str, int]:
    current: dict[str, Any] | None = None
    if isinstance(problem, Stale):
        current = problem.current
        form.version = problem.version
    else:
        entry_form.complain(form, problem)
    return render_template("entry.html", form=form, current=current, **view.names()), problem.status
