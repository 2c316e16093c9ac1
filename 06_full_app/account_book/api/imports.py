"""Imports: upload a statement, look at what it would do, commit it."""

from typing import Any

from flask import Response, g, jsonify, url_for
from flask_babel import gettext

from account_book import imports, rules
from account_book.api.addresses import BookPath, ImportPath
from account_book.api.blueprint import BOOK, blueprint, by_key, page
from account_book.api.bodies import CommitIn, RolesIn, StatementForm
from account_book.api.report_answers import CommitOut, ImportsOut, PreviewOut
from account_book.guard import Member, changes, member
from account_book.idempotency import idempotent
from account_book.preview import look

api = blueprint("imports", "Statements of banks and cards")


@api.get(f"{BOOK}/imports", responses={200: ImportsOut})
@member("viewer")
def list_imports(asker: Member, path: BookPath) -> dict[str, Any]:
    """List what was imported, newest first, 200 at most."""
    return page(imports.committed(g.connection, path.book_id))


@api.post(f"{BOOK}/imports", responses={201: PreviewOut})
@member("editor")
def upload(asker: Member, path: BookPath, form: StatementForm) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Upload a statement and show what a commit would do; no entry is written."""
    content = form.file.read()
    batch = imports.upload(changes(), form.account_id, form.file.filename or "", content)
    found = look(g.connection, batch).seen(gettext)
    g.connection.commit()
    location = url_for(".show", book_id=path.book_id, import_id=batch.id)
    return found, 201, {"Location": location}


@api.get(f"{BOOK}/imports/<id:import_id>", responses={200: PreviewOut})
@member("editor")
def show(asker: Member, path: ImportPath) -> dict[str, Any]:
    """Show again what a commit would do, as things are now."""
    batch = imports.load(g.connection, path.book_id, path.import_id)
    return look(g.connection, batch).seen(gettext)


@api.patch(f"{BOOK}/imports/<id:import_id>", responses={200: PreviewOut})
@member("editor")
def change_roles(asker: Member, path: ImportPath, body: RolesIn) -> dict[str, Any]:
    """Say what the columns are, where the guess was wrong."""
    batch = imports.load(g.connection, path.book_id, path.import_id)
    batch = imports.set_roles(g.connection, batch, list(body.roles))
    found = look(g.connection, batch).seen(gettext)
    g.connection.commit()
    return found


@api.post(f"{BOOK}/imports/<id:import_id>/commit", responses={200: CommitOut})
@member("editor")
@idempotent
def commit(asker: Member, path: ImportPath, body: CommitIn) -> Response:
    """Write the chosen rows; a row that came into the book meanwhile is skipped."""
    batch = imports.load(g.connection, path.book_id, path.import_id)
    categories = by_key("categories", "n", [(row.n, row.category_id) for row in body.categories])
    added, skipped = imports.commit(changes(), batch, body.rows, body.transfers, categories)
    offers = rules.offers(g.connection, path.book_id, path.import_id)
    return jsonify({"added": added, "skipped": skipped, "rules": offers})


@api.delete(f"{BOOK}/imports/<id:import_id>", responses={204: None})
@member("editor")
def take_back(asker: Member, path: ImportPath) -> tuple[str, int]:
    """Take all entries of an import out of the book; its statement can be imported anew."""
    imports.take_back(changes(), path.import_id)
    g.connection.commit()
    return "", 204
