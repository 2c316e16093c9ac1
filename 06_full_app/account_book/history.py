"""What `change_log` says happened in a book: line by line, or what one request changed together."""

from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from account_book.models import ChangeLog, User

_log = ChangeLog.__table__.c
_COLUMNS = (
    *(_log.id, _log.group_id, _log.at, _log.user_id, User.nickname, _log.row_kind, _log.row_id),
    *(_log.before, _log.after),
)
SHOWN = 5
"""How many lines of a group are shown with it."""


def lines(
    connection: Connection,
    book_id: int,
    limit: int,
    after: tuple[str, int] | None = None,
    row: tuple[str, int] | None = None,
) -> list[dict[str, Any]]:
    """Return lines of the log, newest first; `after` is (group, id) of the last seen, `row` (kind, id)."""
    statement = _of(book_id).order_by(_log.group_id.desc(), _log.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(
            tuple_(_log.group_id, _log.id) < tuple_(*after), _log.group_id <= after[0]
        )
    if row is not None:
        statement = statement.where(_log.row_kind == row[0], _log.row_id == row[1])
    return [_seen(line) for line in connection.execute(statement).mappings()]


def groups(
    connection: Connection, book_id: int, limit: int, before: str | None = None
) -> list[dict[str, Any]]:
    """Return what requests changed, newest first: a group's id, its number of lines, the first of them."""
    counts = (
        select(_log.group_id, func.count().label("count"))
        .where(_log.book_id == book_id)
        .group_by(_log.group_id)
        .order_by(_log.group_id.desc())
        .limit(limit)
    )
    if before is not None:
        counts = counts.where(_log.group_id < before)
    found = []
    for group_id, count in connection.execute(counts).all():
        first = _of(book_id).where(_log.group_id == group_id).order_by(_log.id).limit(SHOWN)
        shown = [_seen(line) for line in connection.execute(first).mappings()]
        found.append({"group_id": group_id, "count": count, "lines": shown})
    return found


def _of(book_id: int) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).join(User, User.id == _log.user_id).where(_log.book_id == book_id)


def _seen(line: Any) -> dict[str, Any]:
    return {"kind" if name == "row_kind" else name: value for name, value in line.items()}
