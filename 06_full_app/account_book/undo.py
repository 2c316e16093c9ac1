"""Undoing: a change, or all that one request changed, from what `change_log` says stood there before.

An undo is a change like any other, so that it can be undone as well. Where
something newer touched a row it is refused, as a whole.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import null, select
from sqlalchemy.exc import IntegrityError

from account_book import ledger
from account_book.changes import Changes, from_json, locked
from account_book.errors import Conflict, Forbidden, NotFound
from account_book.marks import N_
from account_book.models import ChangeLog

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
    return len(lines)


def revert(changes: Changes, lines: Sequence[Line]) -> None:
    """Put back what stood there before these lines of the log, each about another row; the caller commits."""
    try:
        # What was made last goes first, because it may refer to what was made before it.
        for kind in dict.fromkeys(line["row_kind"] for line in reversed(lines)):
            _revert_kind(changes, kind, [line for line in lines if line["row_kind"] == kind])
    except IntegrityError:
        message = N_("This cannot be undone: a name is taken, or something newer needs it.")
        raise Conflict(message) from None


def joined_by(group_id: str | None) -> Any:
    """Return the condition for what a commit changed in entries that were there before it."""
    return (_log.group_id == group_id) & (_log.row_kind == "entry") & _log.before.is_not(null())


def lines_of(changes: Changes, which: Any) -> list[Line]:
    """Return lines of the book's log, oldest first."""
    statement = select(_log.id, _log.row_kind, _log.row_id, _log.before, _log.after)
    statement = statement.where(_log.book_id == changes.book_id, which).order_by(_log.id)
    return list(changes.connection.execute(statement).mappings())


def _revert_kind(changes: Changes, kind: str, lines: list[Line]) -> None:
    rows = locked(changes.connection, kind, changes.book_id, [line["row_id"] for line in lines])
    _refuse_newer(changes, kind, lines, rows)
    updates = []
    for line in reversed(lines):
        row = rows.get(line["row_id"])
        if row is None:
            _put_back(changes, kind, line)
        elif line["before"] is None and kind != "entry":
            changes.delete(kind, row)
        else:
            updates.append((row, _before(changes, kind, line)))
    if kind == "entry":
        _update_entries(changes, updates)
    else:
        changes.update_all(kind, updates)


def take_out(changes: Changes, entries: Sequence[Line]) -> None:
    """Delete entries so that the lines of statements they came from are free again; the caller commits."""
    _update_entries(changes, [(row, _gone(changes)) for row in entries])


def _update_entries(changes: Changes, updates: list[tuple[Line, dict[str, Any]]]) -> None:
    changes.update_all("entry", updates)
    for row, values in updates:
        ledger.retag(changes, row["id"], ledger.live_tags(row), ledger.live_tags({**row, **values}))


def _refuse_newer(changes: Changes, kind: str, lines: list[Line], rows: Mapping[int, Line]) -> None:
    """Raise Conflict unless every row is as these lines left it: each change counts its version up."""
    for line in lines:
        row, after = rows.get(line["row_id"]), line["after"]
        same = row is None if after is None else row is not None and row["version"] == after["version"]
        if not same:
            raise Conflict(
                N_("Something newer changed this since. Undo that first, or change it by hand."),
                extra={"row": {"kind": kind, "id": line["row_id"]}},
            )


def _put_back(changes: Changes, kind: str, line: Line) -> None:
    row = from_json(kind, line["before"])
    # Whoever saw the row before it went must not take it for the same.
    changes.insert(kind, {**row, "version": row["version"] + 1})


def _before(changes: Changes, kind: str, line: Line) -> dict[str, Any]:
    if line["before"] is None:
        return _gone(changes)
    values = from_json(kind, line["before"])
    values.pop("version", None)
    return {**values, "updated_at": changes.at} if kind == "entry" else values


def _gone(changes: Changes) -> dict[str, Any]:
    # The entry goes out of all lists and stays in the table; its line of a statement is free again.
    return {"deleted_at": changes.at, "updated_at": changes.at, "import_key": None, "to_import_key": None}
