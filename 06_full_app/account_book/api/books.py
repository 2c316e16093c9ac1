"""Books with their accounts and categories."""

from typing import Any

from flask import g

from account_book import books, queries, reports
from account_book.api.answers import AccountOut, AccountsOut, BookOut, BooksOut, CategoriesOut, CategoryOut
from account_book.api.blueprint import BOOK, blueprint, page
from account_book.api.schemas import AccountIn, BookPath, CategoryIn
from account_book.guard import Member, changes, member, rows, signed_in

api = blueprint("books", "Books, their accounts and categories")


@api.get("/books", responses={200: BooksOut})
@signed_in
def list_books(asker: Member) -> dict[str, Any]:
    """List the books that one is a member of."""
    found = g.connection.execute(queries.BOOKS, {"user_id": asker.user_id}).mappings()
    return page([dict(row) for row in found])


@api.get(BOOK, responses={200: BookOut})
@member("viewer")
def get_book(asker: Member, path: BookPath) -> dict[str, Any]:
    """Show a book."""
    statement = queries.BOOKS.where(queries.book.id == path.book_id)
    return dict(g.connection.execute(statement, {"user_id": asker.user_id}).mappings().one())


@api.get(f"{BOOK}/accounts", responses={200: AccountsOut})
@member("viewer")
def list_accounts(asker: Member, path: BookPath) -> dict[str, Any]:
    """List the accounts with their balances."""
    return page(reports.balances(g.connection, path.book_id))


@api.post(f"{BOOK}/accounts", responses={201: AccountOut})
@member("editor")
def add_account(asker: Member, path: BookPath, body: AccountIn) -> tuple[dict[str, Any], int]:
    """Add an account; without `currency`, in the book's own."""
    row = {**dict(body), "currency": body.currency or asker.currency, "position": len(rows(queries.ACCOUNTS))}
    added = books.add(changes(), "account", row)
    answer = next(row for row in reports.balances(g.connection, path.book_id) if row["id"] == added)
    g.connection.commit()
    return answer, 201


@api.get(f"{BOOK}/categories", responses={200: CategoriesOut})
@member("viewer")
def list_categories(asker: Member, path: BookPath) -> dict[str, Any]:
    """List the categories."""
    return page(rows(queries.CATEGORIES))


@api.post(f"{BOOK}/categories", responses={201: CategoryOut})
@member("editor")
def add_category(asker: Member, path: BookPath, body: CategoryIn) -> tuple[dict[str, Any], int]:
    """Add a category."""
    row = {**dict(body), "position": len(rows(queries.CATEGORIES))}
    added = books.add(changes(), "category", row)
    answer = next(row for row in rows(queries.CATEGORIES) if row["id"] == added)
    g.connection.commit()
    return answer, 201
