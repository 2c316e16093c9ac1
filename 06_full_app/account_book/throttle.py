"""Slows down who guesses passwords: counted in the database, so for all workers together."""

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

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
    waits = [started + WINDOW - now for bucket, failures, started in rows if failures >= limits[bucket]]
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
    connection.execute(delete(Throttle).where(Throttle.started_at < now - WINDOW))
    for bucket in sorted(limits):
        add = update(Throttle).where(Throttle.bucket == bucket).values(failures=Throttle.failures + 1)
        if connection.execute(add).rowcount:
            continue
        try:
            with connection.begin_nested():
                connection.execute(insert(Throttle).values(bucket=bucket, started_at=now, failures=1))
        except IntegrityError:
            # Another worker counted the first failure a moment ago.
            connection.execute(add)


def forget(connection: Connection, email: str) -> None:
    """Forget the failures of a name that has signed in; the address keeps its own."""
    connection.execute(delete(Throttle).where(Throttle.bucket == _hash("name", email)))


def _hash(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
