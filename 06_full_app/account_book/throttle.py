"""Slows down who guesses passwords: counted in the database, so for all workers together."""

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import mysql, sqlite

from account_book.errors import TooMany
from account_book.marks import N_
from account_book.models import Throttle

WINDOW = timedelta(minutes=1)
PER_NAME = 5
PER_ADDRESS = 20


def buckets(email: str, address: str) -> dict[str, int]:
    """Return what a log-in is counted under, and how many failures each may have in a minute."""
    return {_hash("name", email): PER_NAME, _hash("address", address): PER_ADDRESS}


def check(connection: Connection, limits: dict[str, int]) -> None:
    """Raise TooMany if one of the buckets is full."""
    now = datetime.now(UTC)
    rows = connection.execute(
        select(Throttle.bucket, Throttle.failures, Throttle.started_at).where(Throttle.bucket.in_(limits))
    )
    # What began when the clock was wrong counts for nothing, else nobody would get in until then.
    waits = [
        started + WINDOW - now
        for bucket, failures, started in rows
        if failures >= limits[bucket] and started < now + WINDOW
    ]
    seconds = int(max(waits, default=timedelta()).total_seconds())
    if seconds > 0:
        raise TooMany(
            N_("Too many attempts. Try again in %(seconds)s seconds."),
            headers={"Retry-After": str(seconds)},
            params={"seconds": seconds},
        )


def count_failure(connection: Connection, limits: dict[str, int]) -> None:
    """Add a failure to each bucket; the caller commits."""
    now = datetime.now(UTC)
    connection.execute(delete(Throttle).where(~Throttle.started_at.between(now - WINDOW, now + WINDOW)))
    add = _ADD_IN_SQLITE if connection.dialect.name == "sqlite" else _ADD_IN_MYSQL
    # In the same order for all, so that two who fail at once do not wait for each other.
    for bucket in sorted(limits):
        connection.execute(add, {"bucket": bucket, "started_at": now, "failures": 1})


# One statement: to parallel inserts of one key, each followed by an update, MySQL answers with a deadlock.
_MORE = {"failures": Throttle.failures + 1}
_ADD_IN_SQLITE = sqlite.insert(Throttle).on_conflict_do_update(index_elements=["bucket"], set_=_MORE)
_ADD_IN_MYSQL = mysql.insert(Throttle).on_duplicate_key_update(_MORE)


def forget(connection: Connection, email: str) -> None:
    """Forget the failures of a name that has signed in; the address keeps its own."""
    connection.execute(delete(Throttle).where(Throttle.bucket == _hash("name", email)))


def _hash(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
