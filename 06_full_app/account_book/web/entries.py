"""Entries: the list with its filters, many of them changed at once, and one entry to change or delete."""

import re
from dataclasses import replace
from typing import Any, NamedTuple

from flask import current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from pydantic import ValidationError
from sqlalchemy import select
from werkzeug.wrappers import Response

from account_book import batch, history, imports, ledger, money, paging, problems, queries, reports
from account_book.api.addresses import EntriesQuery
from account_book.errors import Invalid, NotFound, Stale
from account_book.guard import Member, changes, member
from account_book.marks import N_
from account_book.models import Occurrence
from account_book.problems import Explained
from account_book.web import entry_form, formats, forms, month, telling, view

pages = view.blueprint("entries")

_FILTERS = ("from", "to", "kind", "account", "category", "tag", "q", "min", "max")
_COLUMN_OF = {"from": "start", "to": "end"}
_SEEN = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})")
MANY = 100
"""More entries than this are not counted where it is said which filter hides them."""
CHANGES = 50
"""Changes of an entry that its page shows."""


class _Asked(NamedTuple):
    """Which entries are asked for: as it was typed, as it is understood, and what of it is wrong."""

    typed: dict[str, str]
    filters: queries.Filters
    cursor: str | None
    errors: dict[str, list[str]]


def _asked(currency: str) -> _Asked:
    typed = {name: text for name in _FILTERS if (text := request.args.get(name, "").strip())}
    asked: dict[str, Any] = {**typed, "cursor": request.args.get("cursor")}
    asked |= {"tag": typed["tag"].removeprefix("#")} if "tag" in typed else {}
    errors: dict[str, list[str]] = {}
    for name in {"min", "max"} & typed.keys():
        try:
            asked[name] = money.parse(typed[name], currency)
        except money.AmountError as error:
            errors[name] = [gettext(str(error))]
    valid = {name: value for name, value in asked.items() if name not in errors}
    try:
        query = EntriesQuery(**valid)
    except ValidationError as error:
        errors |= problems.from_validation(error).errors
        query = EntriesQuery(**{name: value for name, value in valid.items() if name not in errors})
    filters = queries.Filters(**{name: getattr(query, name) for name in queries.Filters.__annotations__})
    return _Asked(typed, filters, query.cursor, errors)


def _list(asker: Member, book_id: int, problem: Explained | None = None) -> str:
    asked, names = _asked(asker.currency), view.names()
    items, after = paging.entries(g.connection, book_id, asked.filters, 50, asked.cursor)
    return render_template(
        "entries.html",
        entries=items,
        # What shows nothing adds up to nothing, and looking for that twice takes twice as long.
        sums=reports.sums(g.connection, book_id, asker.currency, asked.filters) if items else [],
        hiding=_hiding(asked, names) if not items and asked.cursor is None else [],
        asked=asked.typed,
        cursor=asked.cursor,
        next_page=after,
        errors=asked.errors,
        chosen={seen.partition(".")[0] for seen in request.form.getlist("entry")},
        problem=problem,
        **names,
    )


@pages.get("/books/<id:book_id>/entries")
@member("viewer")
def show(asker: Member, book_id: int) -> tuple[str, int]:
    """List entries, newest first, fifty to a page."""
    return _list(asker, book_id), 422 if _asked(asker.currency).errors else 200


def _hiding(asked: _Asked, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each filter in words, and how many entries there would be without it."""
    found = []
    for name, (label, value) in _in_words(asked.filters, names).items():
        if value is not None:
            without = replace(asked.filters, **{_COLUMN_OF.get(name, name): None})
            values = {**without.values(), "book_id": g.member.book_id, "limit": MANY + 1}
            count = g.connection.scalar(queries.count(frozenset(values)), values) or 0
            shown = f"{MANY}+" if count > MANY else count
            rest = {other: text for other, text in asked.typed.items() if other != name}
            said = ngettext("%(count)s entry without it", "%(count)s entries without it", count, count=shown)
            found.append({"label": label, "value": value, "said": said, "rest": rest})
    return found


def _in_words(filters: queries.Filters, names: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Return the label and value of each filter as people read them; None where it is not set."""
    show = current_app.jinja_env.filters
    account = names["account_of"].get(filters.account, {"name": filters.account})
    words = {
        "from": (gettext("From"), filters.start and show["day"](filters.start)),
        "to": (gettext("Until"), filters.end and show["day"](filters.end)),
        "kind": (gettext("Kind"), filters.kind and formats.kind_names()[filters.kind]),
        "account": (gettext("Account"), account["name"]),
        "category": (gettext("Category"), names["category_of"].get(filters.category, filters.category)),
        "tag": (gettext("Tag"), filters.tag and f"#{filters.tag}"),
        "q": (gettext("Search"), filters.q and f"“{filters.q}”"),
    }
    for name, label, amount in (
        ("min", gettext("At least"), filters.min),
        ("max", gettext("At most"), filters.max),
    ):
        words[name] = (label, None if amount is None else show["money"](amount, g.member.currency))
    return words


@pages.app_template_filter("tagged")
def _tagged(memo: str) -> list[tuple[str, str | None]]:
    """Return a memo in pieces, each with the tag that it is, or None."""
    tags = [f"#{tag}" for tag in ledger.tags(memo)]
    return [(piece, piece[1:] if piece in tags else None) for piece in re.split(r"(#\w+)", memo) if piece]


@pages.post("/books/<id:book_id>/entries")
@member("editor")
def create(asker: Member, book_id: int) -> Response | tuple[str, int]:
    """Write an entry from the month page, and stay there with the same day and account."""
    form, made = entry_form.sent(), changes()
    try:
        entry = ledger.create(made, entry_form.read(form))
    except (Invalid, NotFound) as problem:
        entry_form.complain(form, problem)
        return month.page(asker, form), problem.status
    view.changed(made, gettext("Saved."))
    kept = {"day": entry["day"].isoformat(), "account_id": entry["account_id"], "kind": entry["kind"]}
    return redirect(url_for("month.show", book_id=book_id, month=kept["day"][:7], **kept))


@pages.post("/books/<id:book_id>/entries/batch")
@member("editor")
@forms.again(_list)
def change_many(_asker: Member, book_id: int) -> Response:
    """Delete the selected entries or give them a category, all of them or none."""
    made, chosen = changes(), _chosen()
    try:
        if request.form.get("action") == "delete":
            batch.write(made, [], [], chosen)
            said = ngettext("%(num)s entry was deleted.", "%(num)s entries were deleted.", len(chosen))
        else:
            category = {"category_id": _new_category()}
            batch.write(made, [], [(*seen, category) for seen in chosen], [])
            said = ngettext("%(num)s entry was changed.", "%(num)s entries were changed.", len(chosen))
    except (Invalid, NotFound, Stale) as problem:
        problem.errors = _with_names(problem.errors, chosen)
        raise
    view.changed(made, said)
    here: dict[str, Any] = {
        name: request.args[name] for name in (*_FILTERS, "cursor") if name in request.args
    }
    return redirect(url_for("entries.show", book_id=book_id, **here))


def _chosen() -> list[tuple[int, int]]:
    """Return the number and version of the selected entries."""
    found = [_SEEN.fullmatch(seen) for seen in request.form.getlist("entry")]
    chosen = [(int(seen[1]), int(seen[2])) for seen in found if seen]
    if not chosen:
        raise Invalid({"entry": [N_("Select the entries first.")]})
    if len(chosen) > batch.MOST:
        raise Invalid({"entry": [N_("A batch has 1 to %(most)s entries.")]}, {"most": batch.MOST})
    return chosen


def _new_category() -> int | None:
    typed = request.form.get("new_category")
    if typed == "none":
        return None
    found = view.number(typed)
    if found is None:
        raise Invalid({"new_category": [N_("Choose the category first.")]})
    return found


def _with_names(errors: dict[str, list[str]], chosen: list[tuple[int, int]]) -> dict[str, list[str]]:
    """Say of what is wrong in a batch which entry it is about, not which place it has there."""
    said = {}
    for place, texts in errors.items():
        _kind, _, rest = place.partition(".")
        told = telling.newest("entry", chosen[int(rest.partition(".")[0])][0]) if rest else None
        said[place] = [f"{told.name}: {gettext(text)}" for text in texts] if told else texts
    return said


@pages.get("/books/<id:book_id>/entries/<id:entry_id>")
@member("viewer")
def show_one(asker: Member, book_id: int, entry_id: int) -> str:
    """Show an entry, to be changed, and what happened to it; of a deleted one only that."""
    row = g.connection.execute(queries.ENTRY, {"book_id": book_id, "id": entry_id}).first()
    if row is None:
        return _one(entry_id, None, None)
    entry = ledger.as_dict(row)
    form = entry_form.filled(entry, view.names()["account_of"]) if asker.role != "viewer" else None
    return _one(entry_id, entry, form)


def _one(
    entry_id: int, entry: dict[str, Any] | None, form: entry_form.Form | None, *, stale: bool = False
) -> str:
    book_id = g.member.book_id
    lines = history.lines(g.connection, book_id, CHANGES, row=("entry", entry_id))
    if not lines:
        raise NotFound
    recurring = select(Occurrence.recurring_id).where(
        Occurrence.book_id == book_id, Occurrence.entry_id == entry_id
    )
    import_id = entry["import_id"] if entry else None
    return render_template(
        "entry.html",
        entry=entry,
        form=form,
        stale=stale,
        lines=list(zip(lines, telling.tell(lines), strict=True)),
        imported=imports.committed(g.connection, book_id, import_id)[0] if import_id else None,
        recurring=g.connection.scalar(recurring),
        **view.names(),
    )


@pages.post("/books/<id:book_id>/entries/<id:entry_id>")
@member("editor")
def change(_asker: Member, book_id: int, entry_id: int) -> Response | tuple[str, int]:
    """Change or delete an entry, if nobody else did since it was shown."""
    form, made = entry_form.sent(), changes()
    before = ledger.load(g.connection, book_id, entry_id)
    form.version = before["version"]
    gone = request.form.get("action") == "delete"
    try:
        if request.form.get("version") != str(before["version"]):
            raise Stale(ledger.seen(before), before["version"])
        if gone:
            ledger.delete(made, before)
        else:
            ledger.change(made, before, entry_form.read(form))
    except (Invalid, NotFound, Stale) as problem:
        if not (stale := isinstance(problem, Stale)):
            entry_form.complain(form, problem)
        return _one(entry_id, ledger.seen(before), form, stale=stale), problem.status
    view.changed(made, gettext("Deleted.") if gone else gettext("Saved."))
    return redirect(url_for("month.show", book_id=book_id, month=before["day"].isoformat()[:7]))
