"""The history of a book, in words, and undoing what is in it."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from account_book import history, undo
from account_book.errors import Conflict
from account_book.guard import Member, changes, member
from account_book.problems import Explained
from account_book.web import forms, telling, view

pages = view.blueprint("history")

GROUPS = 20
"""Groups of changes on a page."""


def _page(asker: Member, book_id: int, problem: Explained | None = None) -> str:
    before = request.args.get("before")
    # One more than is shown tells whether there is a next page.
    groups = history.groups(g.connection, book_id, GROUPS + 1, before)
    shown = groups[:GROUPS]
    told = iter(telling.tell(line for group in shown for line in group["lines"]))
    for group in shown:
        group["undoable"] = _undoable(asker, group)
        group["told"] = [next(told) for _line in group["lines"]]
    older = shown[-1]["group_id"] if len(groups) > GROUPS else None
    return render_template(
        "history.html", groups=shown, first_page=before is None, older=older, problem=problem
    )


def _undoable(asker: Member, group: dict[str, Any]) -> bool:
    kinds = {line["kind"] for line in group["lines"]}
    return asker.role != "viewer" and "member" not in kinds and ("book" not in kinds or asker.role == "owner")


@pages.get("/books/<id:book_id>/history")
@member("viewer")
def show(asker: Member, book_id: int) -> str:
    """Show what requests changed, newest first."""
    return _page(asker, book_id)


@pages.post("/books/<id:book_id>/undo")
@member("editor")
@forms.again(_page)
def undo_changes(asker: Member, book_id: int) -> Response:
    """Undo a change, or all that one request changed, and go back to where that was asked for."""
    made = changes()
    group_id, change_id = request.form.get("group_id"), view.number(request.form.get("change_id"))
    try:
        undo.undo(made, asker.role, group_id=group_id, change_id=change_id)
    except Conflict as problem:
        row: Any = problem.extra.get("row")
        if row and (newer := telling.newest(row["kind"], row["id"])):
            problem.errors = {"row": [f"{newer.what}: {newer.name}"]}
        raise
    view.changed(made, gettext("Undone."))
    back = view.local_path(request.form.get("next"))
    return redirect(back or url_for("history.show", book_id=book_id))
