"""Writes `change_log`: every change of a logged table, by whoever and from wherever.

It hangs on the session's flush, so that no function can forget it.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import InstanceState, Session, UOWTransaction

from account_book.models import Account, Base, Book, Category, ChangeLog, Entry, Member

LOGGED: dict[str, type[Base]] = {
    "book": Book,
    "member": Member,
    "account": Account,
    "category": Category,
    "entry": Entry,
}
_KINDS = {model: kind for kind, model in LOGGED.items()}


def changing(session: Session, user_id: int) -> None:
    """Say who makes the changes of this session, all of them one group."""
    session.info.update(user_id=user_id, group_id=secrets.token_hex(16))


@event.listens_for(Session, "after_flush")
def write_log(session: Session, _context: UOWTransaction) -> None:
    """Add the log rows of what this flush wrote, in the same transaction."""
    now = datetime.now(UTC)
    new = session.new
    rows = [
        {
            "book_id": row.id if isinstance(row, Book) else row.book_id,
            "user_id": session.info["user_id"],
            "group_id": session.info["group_id"],
            "row_kind": _KINDS[type(row)],
            "row_id": row.user_id if isinstance(row, Member) else row.id,
            "before": before,
            "after": after,
            "at": now,
        }
        for row in (*new, *session.dirty)
        if isinstance(row, Book | Member | Account | Category | Entry)
        for before, after in [_difference(inspect(row), new=row in new)]
        if after
    ]
    if rows:
        session.execute(insert(ChangeLog), rows)


def _difference(state: InstanceState[Any], *, new: bool) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return the columns before and after: all that are set of a new row, else those that changed."""
    columns = state.mapper.column_attrs.keys()
    if new:
        return None, {name: state.dict[name] for name in columns if state.dict.get(name) is not None}
    changed = {name: history for name in columns if (history := state.attrs[name].history).has_changes()}
    if not changed:
        return None, {}
    before = {name: next(iter(history.deleted or ()), None) for name, history in changed.items()}
    after = {name: next(iter(history.added or ()), None) for name, history in changed.items()}
    if "version" in columns:
        # The mapper counts it up behind the history's back.
        before["version"], after["version"] = state.dict["version"] - 1, state.dict["version"]
    return before, after
