"""Recurring entries: written when their day has come and somebody looks; nothing has to run at night."""

import logging
import threading
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from dateutil.relativedelta import relativedelta
from sqlalchemy import exists, func, insert, select

from account_book import books, ledger
from account_book.changes import Changes
from account_book.db import Database
from account_book.errors import NO_MORE, Conflict, Invalid, Problem
from account_book.marks import N_
from account_book.models import Occurrence, Recurring

log = logging.getLogger(__name__)

FURTHEST_BACK = timedelta(days=366)
"""How long ago the first day of a new one may be; all since then is written at once."""
MOST = 200
"""How many of them a book may have."""
MOST_AT_ONCE = 500
"""Entries that are written before somebody's request goes on; the rest comes with the next request."""
_LONGEST_SLEEP = timedelta(days=3660)
_STEP = {"week": "weeks", "month": "months", "year": "years"}
SCHEDULE = ("every", "anchor", "until")
_TEMPLATE = tuple(ledger.EntryFields.__annotations__)


def occurrence(every: str, anchor: date, count: int) -> date:
    """Return the day that comes `count` weeks, months or years after the anchor.

    Always counted from the anchor, so that the 31st is the 28th of February and the 31st of March.
    """
    return anchor + relativedelta(**{_STEP[every]: count})  # type: ignore[arg-type]


def first_after(schedule: Mapping[Any, Any], day: date | None) -> date | None:
    """Return the first occurrence after `day` (None: the anchor), or None if that is after `until`.

    A schedule has `every`, `anchor` and `until`.
    """
    every, anchor, until = (schedule[name] for name in SCHEDULE)
    count = 0
    if day is not None and day >= anchor:
        apart = relativedelta(day, anchor)
        count = {
            "week": (day - anchor).days // 7,
            "month": apart.years * 12 + apart.months,
            "year": apart.years,
        }[every]
        while occurrence(every, anchor, count) <= day:
            count += 1
    found: date = occurrence(every, anchor, count)
    return None if until is not None and found > until else found


def add(changes: Changes, fields: Mapping[str, Any], today: date) -> int:
    """Add a recurring entry, write what of it is due, and return its number; the caller commits.

    Raises as `ledger.create` does, and Invalid for a first day too long ago.
    """
    mine = select(func.count()).where(Recurring.book_id == changes.book_id, Recurring.deleted_at.is_(None))
    if (changes.connection.scalar(mine) or 0) >= MOST:
        raise Conflict(NO_MORE)
    if fields["anchor"] < today - FURTHEST_BACK:
        raise Invalid({"anchor": [N_("The first day may be a year ago, not longer.")]})
    _check(changes, fields)
    next_day = first_after(fields, None)
    recurring_id = changes.insert(
        "recurring", {**fields, "next_day": next_day, "created_by": changes.user_id}
    )
    write_due(changes, today)
    return recurring_id


def change(changes: Changes, before: Mapping[Any, Any], fields: Mapping[str, Any], today: date) -> None:
    """Change what comes from now on, write what is due, and leave what was written; the caller commits."""
    _check(changes, fields)
    next_day = before["next_day"]
    if any(fields[name] != before[name] for name in SCHEDULE):
        next_day = from_now_on(changes, {**before, **fields}, today)
    changes.update("recurring", before, {**fields, "next_day": next_day})
    write_due(changes, today)


def from_now_on(changes: Changes, row: Mapping[Any, Any], today: date) -> date | None:
    """Return the next day of a schedule that was changed: nothing comes back from before today."""
    last = select(func.max(Occurrence.day)).where(
        Occurrence.book_id == changes.book_id, Occurrence.recurring_id == row["id"]
    )
    written = changes.connection.scalar(last)
    return first_after(row, max(filter(None, (written, today - timedelta(days=1)))))


def remove(changes: Changes, before: Mapping[Any, Any]) -> None:
    """Let it come no more; what was written stays. The caller commits."""
    changes.update("recurring", before, {"next_day": None, "deleted_at": changes.at})


def _check(changes: Changes, fields: Mapping[str, Any]) -> None:
    template = {name: fields.get(name) for name in _TEMPLATE} | {"day": fields["anchor"]}
    ledger.check(changes.connection, changes.book_id, cast(ledger.EntryFields, template))
    check_schedule(fields, changes.today)


def check_schedule(fields: Mapping[str, Any], today: date) -> None:
    """Raise Invalid for an end before the beginning, and for what would have to be written for decades."""
    if fields["until"] is not None and fields["until"] < fields["anchor"]:
        raise Invalid({"until": [N_("This is before the first day.")]})
    next_day = fields.get("next_day")
    if next_day is not None and next_day < today - _LONGEST_SLEEP:
        raise Invalid({"next_day": [N_("This is too long ago.")]})
    if next_day is not None and first_after(fields, next_day - timedelta(days=1)) != next_day:
        raise Invalid({"next_day": [N_("This is none of its days.")]})


def _due(book_id: int, today: date) -> Any:
    return (Recurring.book_id == book_id) & (Recurring.next_day <= today)


def write_due(changes: Changes, today: date) -> int:
    """Write all that is due in a book up to `today`, each occurrence once; the caller commits."""
    # Whoever comes second waits here, and finds nothing due.
    statement = select(Recurring.__table__).where(_due(changes.book_id, today)).with_for_update()
    written = 0
    for row in changes.connection.execute(statement.order_by(Recurring.id)).mappings().all():
        next_day: date | None = row["next_day"]
        try:
            while next_day is not None and next_day <= today and written < MOST_AT_ONCE:
                written += _write(changes, row, next_day)
                next_day = first_after(row, next_day)
        except Problem as problem:
            # An archived account, say. It stays due, and the page says so.
            log.warning(
                "recurring %s of book %s is not written: %s", row["id"], changes.book_id, problem.errors
            )
        if next_day != row["next_day"]:
            changes.update("recurring", row, {"next_day": next_day})
    return written


def _write(changes: Changes, row: Mapping[Any, Any], day: date) -> bool:
    key = {"book_id": changes.book_id, "recurring_id": row["id"], "day": day}
    # An entry that was deleted, or undone, does not come back.
    if changes.connection.scalar(
        select(exists().where(*(getattr(Occurrence, n) == v for n, v in key.items())))
    ):
        return False
    template = {name: row[name] for name in _TEMPLATE if name != "day"}
    entry = ledger.create(changes, cast(ledger.EntryFields, {**template, "day": day}))
    changes.connection.execute(insert(Occurrence), {**key, "entry_id": entry["id"]})
    return True


class Clock:
    """Sees to what is due once a day and book in this process; what is added later writes its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.seen: dict[int, date] = {}
        self.turn = threading.Lock()

    def has_struck(self, book_id: int, today: date) -> bool:
        """Return whether this process has seen to this day of a book already."""
        return self.seen.get(book_id) == today

    def strike(self, book_id: int, today: date) -> None:
        """Write what is due in a book, in a transaction of its own: the caller has none open."""
        with self.turn:
            with self.database.reading() as connection:
                by = connection.scalar(select(Recurring.created_by).where(_due(book_id, today)).limit(1))
            if by is not None:
                with self.database.writing() as connection:
                    books.lock(connection, book_id)
                    written = write_due(Changes(connection, book_id, by), today)
                    connection.commit()
                if written >= MOST_AT_ONCE:
                    return
            self.seen[book_id] = today
