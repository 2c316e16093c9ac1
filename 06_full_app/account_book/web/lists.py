"""The lists of the settings: each a page with its rows and a form for another, and a page for each row."""

from datetime import UTC, datetime

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from account_book import books, recurring
from account_book.changes import Changes, locked
from account_book.errors import NotFound
from account_book.guard import Member, changes, member
from account_book.problems import Explained
from account_book.web import forms, names, plans, view

pages = view.blueprint("lists")


SECTIONS: dict[str, names.Section] = {
    "accounts": names.ACCOUNTS,
    "categories": names.CATEGORIES,
    "rules": plans.RULES,
    "recurring": plans.RECURRING,
}
_PATH = "/books/<id:book_id>/settings/<any(accounts, categories, rules, recurring):section>"
_ORDERED = "/books/<id:book_id>/settings/<any(accounts, categories):section>/order"


def _page(
    asker: Member, book_id: int, section: str, row_id: int | None = None, problem: Explained | None = None
) -> str:
    rows = SECTIONS[section].rows()
    row = next((row for row in rows if row["id"] == row_id), None)
    if row_id is not None and row is None:
        raise NotFound
    values = SECTIONS[section].values(row)
    return render_template(
        f"settings_{section}.html",
        section=section,
        rows=rows,
        row=row,
        form=forms.filled(values, problem, row["version"] if row else None),
        problem=problem,
        today=books.today(asker.timezone),
        **view.names(),
    )


@pages.get(_PATH)
@member("viewer")
def show(asker: Member, book_id: int, section: str) -> str:
    """Show a list."""
    return _page(asker, book_id, section)


@pages.post(_PATH)
@member("editor")
@forms.again(_page)
def add(_asker: Member, book_id: int, section: str) -> Response:
    """Add a row."""
    made = changes()
    SECTIONS[section].add(made)
    return _done(made, section)


@pages.get(f"{_PATH}/<id:row_id>")
@member("editor")
def show_one(asker: Member, book_id: int, section: str, row_id: int) -> str:
    """Show a row, to be changed."""
    return _page(asker, book_id, section, row_id)


@pages.post(f"{_PATH}/<id:row_id>")
@member("editor")
@forms.again(_page)
def act(asker: Member, book_id: int, section: str, row_id: int) -> Response:
    """Change, archive or delete a row, if nobody else changed it since it was shown."""
    made, of, action = changes(), SECTIONS[section], request.form.get("action")
    before = forms.seen(of.kind, row_id)
    if action == "delete":
        of.remove(made, before)
        return _done(made, section, gettext("Deleted."))
    if action == "archive" and "archived_at" in before:
        archived_at = None if before["archived_at"] else datetime.now(UTC)
        books.change(made, of.kind, before, {"archived_at": archived_at})
        # What an archived account held up comes now, not tomorrow.
        recurring.write_due(made, books.today(asker.timezone))
    else:
        of.change(made, before)
    return _done(made, section)


@pages.post(_ORDERED)
@member("editor")
def move(_asker: Member, book_id: int, section: str) -> Response:
    """Move a row above or below the one beside it."""
    made, of, step = changes(), SECTIONS[section], -1 if "up" in request.form else 1
    order = names.moved(of.rows(), forms.number("up") or forms.number("down"), step)
    rows = locked(made.connection, of.kind, book_id, order)
    places = [(rows[id_], {"position": place}) for place, id_ in enumerate(order) if id_ in rows]
    made.update_all(of.kind, [(row, new) for row, new in places if row["position"] != new["position"]])
    return _done(made, section)


def _done(made: Changes, section: str, said: str | None = None) -> Response:
    return forms.done(url_for("lists.show", book_id=made.book_id, section=section), said, made)
