"""Imports: upload a statement, look at what it would do, commit it."""

from typing import Any

from flask import g, url_for
from flask_babel import gettext

from account_book import imports
from account_book.api.answers import CommitOut, PreviewOut
from account_book.api.blueprint import BOOK, blueprint
from account_book.api.schemas import BookPath, CommitIn, ImportPath, RolesIn, StatementForm
from account_book.guard import Member, changes, member

api = blueprint("imports", "Statements of banks and cards")


@api.post(f"{BOOK}/imports", responses={201: PreviewOut})
@member("editor")
def upload(asker: Member, path: BookPath, form: StatementForm) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Upload a statement and show what a commit would do; no entry is written."""
    content = form.file.read()
    batch = imports.upload(changes(), form.account_id, form.file.filename or "", content)
    found = imports.preview(g.connection, batch).seen(gettext)
    g.connection.commit()
    location = url_for(".show", book_id=path.book_id, import_id=batch.id)
    return found, 201, {"Location": location}


@api.get(f"{BOOK}/imports/<id:import_id>", responses={200: PreviewOut})
@member("editor")
def show(asker: Member, path: ImportPath) -> dict[str, Any]:
    """Show again what a commit would do, as things are now."""
    batch = imports.load(g.connection, path.book_id, path.import_id)
    return imports.preview(g.connection, batch).seen(gettext)


@api.patch(f"{BOOK}/imports/<id:import_id>", responses={200: PreviewOut})
@member("editor")
def change_roles(asker: Member, path: ImportPath, body: RolesIn) -> dict[str, Any]:
    """Say what the columns are, where the guess was wrong."""
    batch = imports.load(g.connection, path.book_id, path.import_id)
    batch = imports.set_roles(g.connection, batch, list(body.roles))
    found = imports.preview(g.connection, batch).seen(gettext)
    g.connection.commit()
    return found


@api.post(f"{BOOK}/imports/<id:import_id>/commit", responses={200: CommitOut})
@member("editor")
def commit(asker: Member, path: ImportPath, body: CommitIn) -> dict[str, int]:
    """Write the chosen rows; a row that came into the book meanwhile is skipped."""
    batch = imports.load(g.connection, path.book_id, path.import_id)
    added, skipped = imports.commit(changes(), batch, body.rows, body.transfers)
    g.connection.commit()
    return {"added": added, "skipped": skipped}
