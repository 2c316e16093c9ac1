"""Undoing: a change, or all that one request changed, from what `change_log` says stood there before.

An undo is a change like any other, so that it can be undone as well. Where
something newer touched a row it is refused, as a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import null, select
from sqlalchemy.exc import IntegrityError

from account_book import books, ledger, recurring
from account_book.changes import Changes, as_json, chunks, from_json, locked
from account_book.errors import Conflict, Forbidden, Invalid, NotFound
from account_book.marks import N_
from account_book.models import ChangeLog, Entry

Line = Mapping[Any, Any]
_log = ChangeLog.__table__.c


def undo(changes: Changes, role: str, *, group_id: str | None = None, change_id: int | None = None) -> int:
    """Undo a group of changes, or one change; return how many rows it touched. The caller commits.

    Raises NotFound for what this book has not, Forbidden for what only an owner
    decides, Conflict if something newer touched a row or needs it.
    """
    named = _log.group_id == group_id if change_id is None else _log.id == change_id
    lines = lines_of(changes, named)
    kinds = {line["row_kind"] for line in lines}
    if not lines:
        raise NotFound("group_id" if change_id is None else "change_id")
    if "member" in kinds:
        raise Conflict(N_("Who is a member is decided on the members' page, not undone."))
    if "book" in kinds and role != "owner":
        raise Forbidden(N_("Your role in this book does not allow this."))
    revert(changes, lines)
    if kinds & {"account", "recurring"}:
        # What an archived account, or an end, held up comes now, not tomorrow.
        recurring.write_due(changes, changes.today)
    return len(lines)


def revert(changes: Changes, lines: Sequence[Line]) -> None:
    """Put back what stood there before these lines of the log; the caller commits. Raises Conflict."""
    try:
        # What was made last goes first, because it may refer to what was made before it.
        for kind in dict.fromkeys(line["row_kind"] for line in reversed(lines)):
            _revert_kind(changes, kind, _spans([line for line in lines if line["row_kind"] == kind]))
    except IntegrityError:
        message = N_("This cannot be undone: a name is taken, or something newer needs it.")
        raise Conflict(message) from None


class _Span(NamedTuple):
    """What a group did to one row: its columns before (None: a new row), the last line about it."""

    row_id: int
    before: dict[str, Any] | None
    last_id: int
    version: int | None


def _spans(lines: Iterable[Line]) -> list[_Span]:
    by_row: dict[int, list[Line]] = {}
    for line in lines:
        by_row.setdefault(line["row_id"], []).append(line)
    return [_span(row_id, of_row) for row_id, of_row in by_row.items()]


def _span(row_id: int, lines: list[Line]) -> _Span:
    before: dict[str, Any] = {}
    for line in reversed(lines):
        before |= line["before"] or {}
    last = lines[-1]
    version = last["after"]["version"] if last["after"] else None
    return _Span(row_id, None if lines[0]["before"] is None else before, last["id"], version)


def joined_by(group_id: str | None) -> Any:
    """Return the condition for what a commit changed in entries that were there before it."""
    return (_log.group_id == group_id) & (_log.row_kind == "entry") & _log.before.is_not(null())


def lines_of(changes: Changes, which: Any) -> list[Line]:
    """Return lines of the book's log, oldest first."""
    statement = select(_log.id, _log.row_kind, _log.row_id, _log.before, _log.after)
    statement = statement.where(_log.book_id == changes.book_id, which).order_by(_log.id)
    return list(changes.connection.execute(statement).mappings())


def _revert_kind(changes: Changes, kind: str, spans: list[_Span]) -> None:
    rows = locked(changes.connection, kind, changes.book_id, [span.row_id for span in spans])
    _refuse_newer(changes, kind, spans, rows)
    updates = []
    for span in reversed(spans):
        row = rows.get(span.row_id)
        if row is None:
            _put_back(changes, kind, span)
        elif span.before is None and kind not in _STAY:
            changes.delete(kind, row)
        elif values := _before(changes, kind, span, row):
            updates.append((row, values))
    if kind == "entry":
        _refuse_doubled(changes, updates)
        _update_entries(changes, updates)
    else:
        changes.update_all(kind, updates)
    for row, values in updates if kind == "book" else []:
        books.check_currency(changes, row, values)
    if kind == "category":
        _check_parents(changes, [span.row_id for span in spans])


# Others refer to these, also when they are deleted.
_STAY = ("entry", "recurring")


def take_out(changes: Changes, entries: Sequence[Line]) -> None:
    """Delete entries so that the lines of statements they came from are free again; the caller commits."""
    _update_entries(changes, [(row, _gone(changes)) for row in entries])


def _update_entries(changes: Changes, updates: list[tuple[Line, dict[str, Any]]]) -> None:
    changes.update_all("entry", updates)
    for row, values in updates:
        ledger.retag(changes, row["id"], ledger.live_tags(row), ledger.live_tags({**row, **values}))


def _refuse_doubled(changes: Changes, updates: list[tuple[Line, dict[str, Any]]]) -> None:
    """Raise Conflict if another entry stands for a line of a statement that one of these stood for."""
    columns = (Entry.import_key, Entry.to_import_key)
    keys = {values[column.key] for _row, values in updates for column in columns if values.get(column.key)}
    own = {row["id"] for row, _values in updates}
    for chunk in chunks(keys):
        for column in columns:
            mine = (Entry.book_id == changes.book_id, column.in_(chunk))
            if set(changes.connection.scalars(select(Entry.id).where(*mine))) - own:
                raise Conflict(N_("This cannot be undone: the statement was imported anew."))


def _refuse_newer(changes: Changes, kind: str, spans: list[_Span], rows: Mapping[int, Line]) -> None:
    """Raise Conflict unless every row is as its span left it, whatever happened and was undone since."""
    touched = [span for span in spans if _version(rows.get(span.row_id)) != span.version]
    later = _later(changes, kind, touched)
    for span in touched:
        row = rows.get(span.row_id)
        now = None if row is None else as_json(row)
        if _meant(_rewound(now, later.get(span.row_id, []))) != _meant(now):
            raise Conflict(
                N_("Something newer changed this since. Undo that first, or change it by hand."),
                extra={"row": {"kind": kind, "id": span.row_id}},
            )


def _version(row: Line | None) -> int | None:
    return None if row is None else int(row["version"])


def _later(changes: Changes, kind: str, spans: list[_Span]) -> dict[int, list[Line]]:
    """Return the lines about each row that came after its span, newest first."""
    last = {span.row_id: span.last_id for span in spans}
    found: dict[int, list[Line]] = {}
    for chunk in chunks(last):
        oldest = min(last[row_id] for row_id in chunk)
        for line in lines_of(changes, (_log.row_kind == kind) & _log.row_id.in_(chunk) & (_log.id > oldest)):
            if line["id"] > last[line["row_id"]]:
                found.setdefault(line["row_id"], []).insert(0, line)
    return found


def _rewound(state: dict[str, Any] | None, later: list[Line]) -> dict[str, Any] | None:
    """Return what a row was before these lines, None if there was none."""
    for line in later:
        if line["before"] is None:
            state = None
        else:
            state = line["before"] if line["after"] is None else {**(state or {}), **line["before"]}
    return state


def _meant(state: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the columns that people mean when they say that a row is as it was."""
    return state and {
        name: value for name, value in state.items() if value is not None and name not in _COUNTED
    }


# These go on by themselves.
_COUNTED = ("version", "updated_at", "next_day")


def _put_back(changes: Changes, kind: str, span: _Span) -> None:
    row = from_json(kind, span.before or {})
    # Whoever saw the row before it went must not take it for the same.
    changes.insert(kind, {**row, "version": row["version"] + 1})


def _before(changes: Changes, kind: str, span: _Span, row: Line) -> dict[str, Any]:
    """Return the columns to put back; none if only the next day of a recurring entry went on."""
    if span.before is None:
        return _gone(changes) if kind == "entry" else {"next_day": None, "deleted_at": changes.at}
    if not span.before.keys() - set(_COUNTED):
        return {}
    values = from_json(kind, span.before)
    values.pop("version", None)
    if kind == "recurring" and values.keys() & {*recurring.SCHEDULE, "next_day"}:
        values["next_day"] = recurring.from_now_on(changes, {**row, **values}, changes.today)
    return {**values, "updated_at": changes.at} if kind == "entry" else values


def _gone(changes: Changes) -> dict[str, Any]:
    # The entry goes out of all lists and stays in the table; its line of a statement is free again.
    return {"deleted_at": changes.at, "updated_at": changes.at, "import_key": None, "to_import_key": None}


def _check_parents(changes: Changes, category_ids: list[int]) -> None:
    for row in locked(changes.connection, "category", changes.book_id, category_ids).values():
        if row["parent_id"] is not None:
            try:
                books.check_parent(
                    changes.connection, changes.book_id, row["kind"], row["id"], row["parent_id"]
                )
            except Invalid as problem:
                raise Conflict(problem.errors["parent_id"][0]) from None
