"""The settings of a book, all books of somebody, and books as files."""

from collections.abc import Mapping
from typing import Any

from flask import Response as FileResponse
from flask import g, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from account_book import book_json, book_load, books, exports
from account_book.api.bodies import BookIn, BookPatch
from account_book.api.exports import file
from account_book.errors import Conflict
from account_book.guard import Member, changes, in_person, member, signed_in
from account_book.marks import N_
from account_book.problems import Explained
from account_book.web import forms, view
from account_book.web.people import role_names

pages = view.blueprint("settings")

_BOOK = "/books/<id:book_id>/settings"


def _book(asker: Member) -> Mapping[Any, Any]:
    return next(book for book in g.books if book["id"] == asker.book_id)


def _book_page(asker: Member, book_id: int, problem: Explained | None = None) -> str:
    book = _book(asker)
    values = {name: str(book[name]) for name in ("name", "currency", "timezone")}
    form = forms.filled({**values, "typed_name": ""}, problem, book["version"])
    return render_template("settings_book.html", book=book, form=form, problem=problem)


@pages.get(_BOOK)
@member("viewer")
def show(asker: Member, book_id: int) -> str:
    """Show what the book is called, in which currency and time zone."""
    return _book_page(asker, book_id)


@pages.post(_BOOK)
@member("owner")
@forms.again(_book_page)
def change(_asker: Member, book_id: int) -> Response:
    """Change the book."""
    before = forms.seen("book", book_id)
    made = changes()
    books.change_book(made, before, forms.read(BookPatch, "name", "currency", "timezone"))
    return forms.done(url_for("settings.show", book_id=book_id), made=made)


@pages.post(f"{_BOOK}/delete")
@member("owner")
@forms.again(_book_page)
def delete(asker: Member, book_id: int) -> Response:
    """Delete the book with all that is in it, if its name was typed."""
    if forms.text("typed_name") != _book(asker)["name"]:
        wrong = N_("This is not the name of the book.")
        raise Conflict(wrong, errors={"typed_name": [wrong]})
    books.delete_book(g.connection, book_id)
    return forms.done(url_for("sign.home"), gettext("Deleted."))


@pages.get(f"{_BOOK}/export.csv")
@member("viewer")
def export_csv(_asker: Member, book_id: int) -> FileResponse:
    """Give all entries as CSV."""
    return file(exports.as_csv(g.connection, book_id), "text/csv", "csv")


@pages.get(f"{_BOOK}/export.json")
@member("viewer")
def export_json(_asker: Member, book_id: int) -> FileResponse:
    """Give the book as JSON."""
    return file(book_json.write(g.connection, book_id), "application/json", "json")


@pages.get(f"{_BOOK}/backup")
@member("viewer")
def backup(_asker: Member, book_id: int) -> str:
    """Show how to save the book as a file."""
    return render_template("settings_backup.html")


def _books_page(asker: Member, problem: Explained | None = None) -> str:
    form = forms.filled({"name": "", "currency": "KRW", "timezone": "Asia/Seoul"}, problem)
    return render_template("settings_books.html", role_names=role_names(), form=form, problem=problem)


@pages.get("/books")
@signed_in
def show_books(asker: Member) -> str:
    """Show all books of somebody and how to get another."""
    return _books_page(asker)


@pages.post("/books")
@in_person
@forms.again(_books_page)
def open_book(asker: Member) -> Response:
    """Open another book."""
    book_id = books.open_book(
        g.connection, asker.user_id, str(get_locale()), **forms.read(BookIn, "name", "currency", "timezone")
    )
    return forms.done(url_for("month.show", book_id=book_id))


@pages.post("/books/import")
@in_person
@forms.again(_books_page)
def load(asker: Member) -> Response:
    """Make a new book of a JSON export."""
    sent = request.files.get("file")
    found = book_load.read(sent.read() if sent else b"")
    new_id = book_load.load(g.connection, asker.user_id, found)
    return forms.done(url_for("month.show", book_id=new_id))
