"""Importing a statement: choose the file, look at what it would do, commit."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from account_book import columns, imports, problems
from account_book.errors import Invalid, Problem
from account_book.guard import Member, changes, member
from account_book.preview import Preview, SeenRow, look
from account_book.problems import Explained
from account_book.web import formats, forms, imported, view
from account_book.web.category_names import CategoryNames

pages = view.blueprint("imports")

SHOWN = (100, 60, 30, 10)
"""Lines that a preview shows: the first of these numbers with which the page has at most LARGEST bytes."""
LARGEST = 56_000
LISTED = 100
"""Imports that are listed."""
_STATES = ("transfer", "error", "new", "same", "skip")
"""What needs a decision comes first."""


def _choose_page(_asker: Member, book_id: int, problem: Explained | None = None) -> str:
    done = imports.committed(g.connection, book_id)[:LISTED]
    return render_template("import.html", problem=problem, done=done, **view.names())


@pages.get("/books/<id:book_id>/imports")
@member("editor")
def choose(asker: Member, book_id: int) -> str:
    """Choose a statement and its account; see what was imported."""
    return _choose_page(asker, book_id)


@pages.post("/books/<id:book_id>/imports")
@member("editor")
@forms.again(_choose_page)
def upload(_asker: Member, book_id: int) -> Response:
    """Keep a statement and show its preview."""
    file = request.files.get("file")
    content, name = (file.read(), file.filename or "") if file else (b"", "")
    batch = imports.upload(changes(), view.number(request.form.get("account_id")) or 0, name, content)
    # A fault below the header shows only here; then nothing is kept.
    look(g.connection, batch)
    g.connection.commit()
    return redirect(url_for("imports.show", book_id=book_id, import_id=batch.id))


@pages.get("/books/<id:book_id>/imports/<id:import_id>")
@member("editor")
def show(asker: Member, book_id: int, import_id: int) -> str:
    """Show what a commit would do, or what it did."""
    if imports.committed(g.connection, book_id, import_id):
        return imported.page(asker, book_id, import_id)
    return _preview_page(asker, book_id, import_id)


@pages.post("/books/<id:book_id>/imports/<id:import_id>")
@member("editor")
def act(asker: Member, book_id: int, import_id: int) -> Response | tuple[str, int]:
    """Say what the columns are, or commit the chosen lines."""
    batch, made = imports.load(g.connection, book_id, import_id), changes()
    try:
        if request.form.get("action") == "columns":
            imports.set_roles(g.connection, batch, _roles())
            g.connection.commit()
        else:
            added, skipped = imports.commit(made, batch, *_chosen(look(g.connection, batch)))
            view.changed(made, ngettext("%(num)s entry was added.", "%(num)s entries were added.", added))
            if skipped:
                flash(ngettext("%(num)s line was left out.", "%(num)s lines were left out.", skipped))
    except Problem as problem:
        g.connection.rollback()
        return _preview_page(asker, book_id, import_id, problems.explain(problem)), problem.status
    return redirect(url_for("imports.show", book_id=book_id, import_id=import_id))


def _preview_page(_asker: Member, book_id: int, import_id: int, problem: Explained | None = None) -> str:
    """Return the preview with the lines that fit on it; after a problem, those that were shown before."""
    preview, names = look(g.connection, imports.load(g.connection, book_id, import_id)), view.names()
    seen, spelled = preview.seen(gettext), CategoryNames(names["categories"])
    rows = sorted(seen["rows"], key=lambda row: _STATES.index(row.state))
    if kept := _shown_lines():
        rows.sort(key=lambda row: row.n not in kept)
    page = ""
    for most in [len(kept)] if kept else SHOWN:
        page = render_template(
            "preview.html",
            preview=seen,
            shown=[(row, *_typed(row, spelled)) for row in rows[:most]],
            hidden=len(rows[most:]),
            hidden_new=sum(row.state in {"new", "transfer"} for row in rows[most:]),
            counts={state: sum(row.state == state for row in rows) for state in _STATES},
            spelled=spelled,
            role_names=_role_names(),
            state_names=_state_names(),
            problem=problem,
            **names,
        )
        if len(page.encode()) <= LARGEST:
            break
    return page


def _shown_lines() -> set[int]:
    """Return the lines that the form showed."""
    return {line for text in request.form.get("shown", "").split() if (line := view.number(text))}


def _typed(row: SeenRow, spelled: CategoryNames) -> tuple[str, str]:
    """Return what is to become of a line and its category's name: as the form says, else as suggested."""
    if "shown" in request.form:
        return request.form.get(f"line-{row.n}", ""), request.form.get(f"category-{row.n}", "").strip()
    return "link" if row.state == "transfer" else "add", spelled.text_of.get(row.category_id or 0, "")


def _chosen(preview: Preview) -> tuple[set[int], set[int], dict[int, int | None]]:
    """Return the lines to add, those to link, and the categories of the added; raise Invalid.

    New lines that the form did not show are added, with what the rules say.
    """
    shown, spelled = _shown_lines(), CategoryNames(view.names()["categories"])
    added, linked = set[int](), set[int]()
    categories: dict[int, int | None] = {}
    wrong: dict[str, list[str]] = {}
    for row in preview.seen(gettext)["rows"]:
        fresh = "add" if row.state in {"new", "transfer"} else ""
        action, name = _typed(row, spelled) if row.n in shown else (fresh, None)
        if action == "link":
            linked.add(row.n)
        elif action == "add":
            added.add(row.n)
        if row.n in added and name is not None:
            try:
                categories[row.n] = spelled.find(name, row.kind)
            except LookupError:
                wrong[f"category-{row.n}"] = [_unknown(row, name)]
    if wrong:
        raise Invalid(wrong)
    return added, linked, categories


def _unknown(row: SeenRow, name: str) -> str:
    asked = {"line": row.n, "name": name, "kind": formats.kind_names()[row.kind or "expense"]}
    return str(gettext("Line %(line)s: no category of “%(kind)s” is called “%(name)s”.", **asked))


def _roles() -> list[str | None]:
    sent = [request.form.get(f"role-{index}", "") for index in range(len(request.form))]
    known = sent[: sum(f"role-{index}" in request.form for index in range(len(request.form)))]
    return [role if role in columns.ROLES else None for role in known]


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
