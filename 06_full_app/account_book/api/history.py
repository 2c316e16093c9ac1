"""The history of a book, and undoing what is in it."""

from typing import Any

from flask import Response, g, jsonify

from account_book import paging, undo
from account_book.api.addresses import BookPath, EntryPath, LogQuery
from account_book.api.blueprint import BOOK, blueprint
from account_book.api.bodies import UndoIn
from account_book.api.report_answers import LogOut, UndoneOut
from account_book.errors import Invalid, NotFound
from account_book.guard import Member, changes, member
from account_book.idempotency import idempotent
from account_book.marks import N_

api = blueprint("history", "What happened, and undoing it")


@api.get(f"{BOOK}/log", responses={200: LogOut})
@member("viewer")
def list_changes(asker: Member, path: BookPath, query: LogQuery) -> dict[str, Any]:
    """List every change of the book, newest first."""
    items, after = paging.lines(g.connection, path.book_id, query.limit, query.cursor)
    return {"items": items, "next": after}


@api.get(f"{BOOK}/entries/<id:entry_id>/log", responses={200: LogOut})
@member("viewer")
def list_changes_of_entry(asker: Member, path: EntryPath, query: LogQuery) -> dict[str, Any]:
    """List every change of an entry, newest first; of a deleted one too."""
    row = ("entry", path.entry_id)
    items, after = paging.lines(g.connection, path.book_id, query.limit, query.cursor, row)
    if not items and query.cursor is None:
        raise NotFound
    return {"items": items, "next": after}


@api.post(f"{BOOK}/undo", responses={200: UndoneOut})
@member("editor")
@idempotent
def undo_changes(asker: Member, path: BookPath, body: UndoIn) -> Response:
    """Undo a change, or all that one request changed; 409 if something newer touched a row."""
    if (body.group_id is None) == (body.change_id is None):
        raise Invalid({"group_id": [N_("Name a group or a change, one of the two.")]})
    made = changes()
    count = undo.undo(made, asker.role, group_id=body.group_id, change_id=body.change_id)
    return jsonify({"undone": count, "group_id": made.group_id})
