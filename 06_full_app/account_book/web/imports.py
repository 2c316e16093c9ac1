"""Importing a statement: choose the file, look at what it would do, commit."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from account_book import columns, imports, problems
from account_book.errors import Problem
from account_book.guard import Member, changes, member
from account_book.preview import Preview, look
from account_book.web import view

pages = view.blueprint("imports")

SHOWN = 300
"""Lines that a preview shows; those after it are taken as they are."""


@pages.get("/books/<id:book_id>/imports")
@member("editor")
def choose(_asker: Member, book_id: int) -> str:
    """Choose a statement and its account."""
    return render_template("import.html", problem=None, **view.names())


@pages.post("/books/<id:book_id>/imports")
@member("editor")
def upload(asker: Member, book_id: int) -> Response | tuple[str, int]:
    """Keep a statement and show its preview."""
    file, account_id = request.files.get("file"), request.form.get("account_id", "")
    content = file.read() if file else b""
    name = (file.filename if file else None) or ""
    number = int(account_id) if account_id.isascii() and account_id.isdigit() and len(account_id) < 19 else 0
    try:
        batch = imports.upload(changes(), number, name, content)
        # A fault below the header shows only here; then nothing is kept.
        look(g.connection, batch)
    except Problem as problem:
        return render_template(
            "import.html", problem=problems.explain(problem), **view.names()
        ), problem.status
    g.connection.commit()
    return redirect(url_for("imports.show", book_id=book_id, import_id=batch.id))


@pages.get("/books/<id:book_id>/imports/<id:import_id>")
@member("editor")
def show(_asker: Member, book_id: int, import_id: int) -> str:
    """Show what a commit would do."""
    preview = look(g.connection, imports.load(g.connection, book_id, import_id))
    return _preview_page(preview, None)


@pages.post("/books/<id:book_id>/imports/<id:import_id>")
@member("editor")
def act(asker: Member, book_id: int, import_id: int) -> Response | tuple[str, int]:
    """Say what the columns are, or commit the chosen lines."""
    batch = imports.load(g.connection, book_id, import_id)
    try:
        if request.form.get("action") == "columns":
            imports.set_roles(g.connection, batch, _roles())
            g.connection.commit()
            return redirect(url_for("imports.show", book_id=book_id, import_id=import_id))
        added, skipped = imports.commit(changes(), batch, *_chosen(look(g.connection, batch)))
    except Problem as problem:
        preview = look(g.connection, imports.load(g.connection, book_id, import_id))
        return _preview_page(preview, problem), problem.status
    g.connection.commit()
    flash(ngettext("%(num)s entry was added.", "%(num)s entries were added.", added))
    if skipped:
        flash(ngettext("%(num)s line was left out.", "%(num)s lines were left out.", skipped))
    return redirect(url_for("entries.show", book_id=book_id, account=batch.account_id))


def _preview_page(preview: Preview, problem: Problem | None) -> str:
    seen = preview.seen(gettext)
    counts = {state: sum(row.state == state for row in preview.rows) for state in _STATES}
    return render_template(
        "preview.html",
        preview=seen,
        shown=seen["rows"][:SHOWN],
        counts=counts,
        role_names=_role_names(),
        state_names=_state_names(),
        problem=problem and problems.explain(problem),
        **view.names(),
    )


_STATES = ("new", "transfer", "same", "skip", "error")


def _roles() -> list[str | None]:
    sent = [request.form.get(f"role-{index}", "") for index in range(len(request.form))]
    known = sent[: sum(f"role-{index}" in request.form for index in range(len(request.form)))]
    return [role if role in columns.ROLES else None for role in known]


def _chosen(preview: Preview) -> tuple[set[int], set[int]]:
    """Return the lines to add and those to link; lines that were not shown are added."""
    rows = preview.rows
    added = {row.line.n for row in rows[SHOWN:] if row.state in {"new", "transfer"}}
    actions = {row.line.n: request.form.get(f"line-{row.line.n}") for row in rows[:SHOWN]}
    added |= {n for n, action in actions.items() if action == "add"}
    return added, {n for n, action in actions.items() if action == "link"}


def _role_names() -> dict[str, str]:
    return {
        "day": gettext("Day"),
        "out": gettext("Money out"),
        "in": gettext("Money in"),
        "amount": gettext("Amount with a sign"),
        "spent": gettext("Amount spent"),
        "payee": gettext("Payee"),
        "memo": gettext("Memo"),
        "status": gettext("Cancelled or not"),
        "ref": gettext("Approval number"),
    }


def _state_names() -> dict[str, str]:
    return {
        "new": gettext("New"),
        "same": gettext("There already"),
        "transfer": gettext("Perhaps a transfer"),
        "skip": gettext("No booking"),
        "error": gettext("Cannot be read"),
    }
