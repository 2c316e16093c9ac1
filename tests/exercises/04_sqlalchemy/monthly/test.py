"""Months of a book, with their first and last days, and somebody else's entries between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from models import Base, Entry, User
from sqlalchemy import StaticPool, create_engine, event, insert, text
from sqlalchemy.orm import Session

from tests.tutor.mine import Mine, both

OCTOBER = "entries_of(session, 1, 2026, 10)"
LUNCH = ("2026-10-15", "lunch")


@contextmanager
def book(*of_huey: tuple[str, str], of_dewey: tuple[tuple[str, str], ...] = ()) -> Iterator[Session]:
    """Yield a session on a database with two users, whose entries have a day and a memo each."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        # Where an ORDER BY leaves it open, the rows come in the order of this index.
        session.execute(text("CREATE INDEX by_memo ON entries (user_id, day, memo)"))
        session.execute(
            insert(User), [{"nickname": name, "password_hash": "a hash"} for name in ("huey", "dewey")]
        )
        rows = [
            {"user_id": user_id, "day": date.fromisoformat(day), "amount": -9_000, "memo": memo}
            for user_id, entries in ((1, of_huey), (2, of_dewey))
            for day, memo in entries
        ]
        session.execute(insert(Entry), rows)
        session.commit()
    with Session(engine) as session:
        yield session
    engine.dispose()


def listed(entries: Any) -> list[str]:
    """Return the day and the memo of each entry."""
    return [f"{entry.day} {entry.memo}" for entry in entries]


def expect(mine: Mine, session: Session, called: str, *days: tuple[str, str], hint: str) -> None:
    """Check which entries come back, and in which order."""
    called = f"listed({called})"
    expected = [f"{day} {memo}" for day, memo in days]
    try:
        found = mine.run(called, session=session, listed=listed, expected=expected, hint=hint)
    except ValueError:
        if hint == "days":
            mine.hint = "no_such_day"
        raise
    mine.compare(called, found, expected, hint="order" if sorted(found) == sorted(expected) else hint)


def test_it_returns_a_list_of_entries(mine: Mine) -> None:
    with book(LUNCH) as session:
        found = mine.run(OCTOBER, session=session, expected="list[Entry]", hint="question")
        if not isinstance(found, list):
            mine.compare(f"type({OCTOBER})", type(found), list, hint="objects")
        for entry in found:
            mine.compare(f"type({OCTOBER}[0])", type(entry), Entry, hint="objects")
        expect(mine, session, OCTOBER, LUNCH, hint="days")


def test_it_is_one_users_book(mine: Mine) -> None:
    cinema = ("2026-10-15", "cinema")
    with book(LUNCH, of_dewey=(cinema,)) as session:
        expect(mine, session, OCTOBER, LUNCH, hint="whose")
        expect(mine, session, "entries_of(session, 2, 2026, 10)", cinema, hint="whose")


def test_a_month_has_a_first_and_a_last_day(mine: Mine) -> None:
    ends = ["2026-01-15", "2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01", "2026-09-30"]
    ends += ["2026-10-01", "2026-10-31", "2026-11-01", "2026-11-30", "2027-01-01"]
    days = ["2025-10-15", *ends, "2027-10-15", "2028-02-29", "2028-03-01"]
    with book(*((day, "tea") for day in days)) as session:
        for year, month in ((2026, 10), (2026, 11), (2026, 2), (2028, 2), (2026, 1), (2025, 10), (2026, 8)):
            of_month = [(day, "tea") for day in days if day.startswith(f"{year}-{month:02}")]
            expect(mine, session, f"entries_of(session, 1, {year}, {month})", *of_month, hint="days")


def test_december_is_a_month(mine: Mine) -> None:
    days = ("2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01", "2027-12-25")
    with book(*((day, "tea") for day in days)) as session:
        first, last = ("2026-12-01", "tea"), ("2026-12-31", "tea")
        expect(mine, session, "entries_of(session, 1, 2026, 12)", first, last, hint="december")


def test_they_are_in_order(mine: Mine) -> None:
    bus, rent, gift = ("2026-10-20", "bus"), ("2026-10-03", "rent"), ("2026-10-11", "gift")
    tea, apples = ("2026-10-20", "tea"), ("2026-10-20", "apples")
    with book(bus, rent, tea, gift, apples) as session:
        expect(mine, session, OCTOBER, rent, gift, bus, tea, apples, hint="order")


def test_no_others_are_loaded(mine: Mine) -> None:
    others = [(f"2026-{month:02}-15", "tea") for month in range(1, 10)]
    loaded: list[object] = []
    with book(LUNCH, *others, of_dewey=(LUNCH,)) as session:
        event.listen(session, "loaded_as_persistent", lambda _, instance: loaded.append(instance))
        mine.run(OCTOBER, session=session, expected="list[Entry]", hint="loaded")

    entries = [entry for entry in loaded if isinstance(entry, Entry)]
    number = both("how many entries it loads", "불러오는 내역의 수")
    mine.compare(f"{OCTOBER}\n# {number}", len(entries), 1, hint="loaded")
