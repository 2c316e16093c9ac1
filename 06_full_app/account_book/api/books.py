"""Books, their accounts and their categories."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, g, request
from pydantic import BaseModel

from account_book import books, queries, recurring, reports
from account_book.api.addresses import AccountPath, BookPath, CategoryPath
from account_book.api.answers import AccountOut, AccountsOut, BookOut, BooksOut, CategoriesOut, CategoryOut
from account_book.api.blueprint import BOOK, blueprint, page
from account_book.api.bodies import (
    AccountIn,
    AccountPatch,
    BookIn,
    BookName,
    BookPatch,
    CategoryIn,
    CategoryPatch,
)
from account_book.api.conditional import conditional, seen_row, tagged
from account_book.errors import Conflict
from account_book.guard import Member, changes, in_person, member, rows, signed_in
from account_book.idempotency import idempotent
from account_book.marks import N_

api = blueprint("books", "Books, their accounts and categories")


def _book(asker: Member, book_id: int) -> dict[str, Any]:
    statement = queries.BOOKS.where(queries.book.id == book_id)
    return dict(g.connection.execute(statement, {"user_id": asker.user_id}).mappings().one())


@api.get("/books", responses={200: BooksOut})
@signed_in
def list_books(asker: Member) -> dict[str, Any]:
    """List the books that one is a member of."""
    found = g.connection.execute(queries.BOOKS, {"user_id": asker.user_id}).mappings()
    only = g.claims.scope and g.claims.scope.book_id
    return page([dict(row) for row in found if only in (None, row["id"])])


@api.post("/books", responses={201: BookOut})
@in_person
@idempotent
def add_book(asker: Member, body: BookIn) -> Response:
    """Open another book, with the usual accounts and categories."""
    book_id = books.open_book(g.connection, asker.user_id, asker.locale, **dict(body))
    return tagged(_book(asker, book_id), 201, f"{request.path}/{book_id}")


@api.get(BOOK, responses={200: BookOut})
@member("viewer")
def get_book(asker: Member, path: BookPath) -> Response:
    """Show a book."""
    return tagged(_book(asker, path.book_id))


@api.patch(BOOK, responses={200: BookOut})
@member("owner")
@conditional
def change_book(asker: Member, path: BookPath, body: BookPatch) -> Response:
    """Change the name, the currency or the time zone; If-Match names the version that was seen."""
    before = seen_row("book", path.book_id, BookOut.model_fields)
    books.change_book(changes(), before, body.model_dump(exclude_unset=True))
    answer = _book(asker, path.book_id)
    g.connection.commit()
    return tagged(answer)


@api.delete(BOOK, responses={204: None})
@member("owner")
def delete_book(asker: Member, path: BookPath, body: BookName) -> tuple[str, int]:
    """Delete a book with all that is in it, for good; the body says its name."""
    if body.name != _book(asker, path.book_id)["name"]:
        raise Conflict(
            N_("This is not the name of the book."),
            errors={"name": [N_("This is not the name of the book.")]},
        )
    books.delete_book(g.connection, path.book_id)
    g.connection.commit()
    return "", 204


@api.get(f"{BOOK}/accounts", responses={200: AccountsOut})
@member("viewer")
def list_accounts(asker: Member, path: BookPath) -> dict[str, Any]:
    """List the accounts with their balances."""
    return page(reports.balances(g.connection, path.book_id))


@api.post(f"{BOOK}/accounts", responses={201: AccountOut})
@member("editor")
@idempotent
def add_account(asker: Member, path: BookPath, body: AccountIn) -> Response:
    """Add an account; without `currency`, in the book's own."""
    row = {**dict(body), "currency": body.currency or asker.currency}
    row["position"] = len(rows(queries.ACCOUNT_NAMES))
    return tagged(_account(path.book_id, books.add(changes(), "account", row)), 201)


@api.patch(f"{BOOK}/accounts/<id:account_id>", responses={200: AccountOut})
@member("editor")
@conditional
def change_account(asker: Member, path: AccountPath, body: AccountPatch) -> Response:
    """Change or archive an account; If-Match names the version that was seen."""
    before = seen_row("account", path.account_id, AccountOut.model_fields)
    made = changes()
    books.change(made, "account", before, _archived(body))
    # What an archived account held up comes now, not tomorrow.
    recurring.write_due(made, books.today(asker.timezone))
    answer = _account(path.book_id, path.account_id)
    g.connection.commit()
    return tagged(answer)


@api.delete(f"{BOOK}/accounts/<id:account_id>", responses={204: None})
@member("editor")
@conditional
def delete_account(asker: Member, path: AccountPath) -> tuple[str, int]:
    """Delete an account that nothing was ever booked on."""
    books.remove(changes(), "account", seen_row("account", path.account_id, AccountOut.model_fields))
    g.connection.commit()
    return "", 204


@api.get(f"{BOOK}/categories", responses={200: CategoriesOut})
@member("viewer")
def list_categories(asker: Member, path: BookPath) -> dict[str, Any]:
    """List the categories."""
    return page(rows(queries.CATEGORIES))


@api.post(f"{BOOK}/categories", responses={201: CategoryOut})
@member("editor")
@idempotent
def add_category(asker: Member, path: BookPath, body: CategoryIn) -> Response:
    """Add a category."""
    if body.parent_id is not None:
        books.check_parent(g.connection, path.book_id, body.kind, None, body.parent_id)
    row = {**dict(body), "position": len(rows(queries.CATEGORIES))}
    return tagged(_category(books.add(changes(), "category", row)), 201)


@api.patch(f"{BOOK}/categories/<id:category_id>", responses={200: CategoryOut})
@member("editor")
@conditional
def change_category(asker: Member, path: CategoryPath, body: CategoryPatch) -> Response:
    """Change or archive a category; If-Match names the version that was seen."""
    before = seen_row("category", path.category_id, CategoryOut.model_fields)
    if body.parent_id is not None:
        books.check_parent(g.connection, path.book_id, before["kind"], path.category_id, body.parent_id)
    books.change(changes(), "category", before, _archived(body))
    answer = _category(path.category_id)
    g.connection.commit()
    return tagged(answer)


@api.delete(f"{BOOK}/categories/<id:category_id>", responses={204: None})
@member("editor")
@conditional
def delete_category(asker: Member, path: CategoryPath) -> tuple[str, int]:
    """Delete a category that was never used."""
    books.remove(changes(), "category", seen_row("category", path.category_id, CategoryOut.model_fields))
    g.connection.commit()
    return "", 204


def _account(book_id: int, account_id: int) -> dict[str, Any]:
    return next(row for row in reports.balances(g.connection, book_id) if row["id"] == account_id)


def _category(category_id: int) -> dict[str, Any]:
    return next(row for row in rows(queries.CATEGORIES) if row["id"] == category_id)


def _archived(body: BaseModel) -> dict[str, Any]:
    values = body.model_dump(exclude_unset=True)
    if "archived" in values:
        values["archived_at"] = datetime.now(UTC) if values.pop("archived") else None
    return values
