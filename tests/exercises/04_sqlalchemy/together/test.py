"""Books that become one, and what is in the database afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from models import Base, Entry, User
from sqlalchemy import StaticPool, create_engine, event, insert, select
from sqlalchemy.orm import Session

from tests.tutor.mine import Mine

BOOKS = {
    "huey": ["lunch", "tea", "bus"],
    "dewey": ["cinema"],
    "louie": ["salary"],
}
USERS = "select(User.nickname)"
ENTRIES = "select(Entry)"
Seen = list[str]


@contextmanager
def database() -> Iterator[Session]:
    """Yield a session on a database with three users and their books."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.execute(insert(User), [{"nickname": name, "password_hash": "a hash"} for name in BOOKS])
        rows = [
            {"user_id": user_id, "day": date(2026, 10, 1), "amount": -9_000, "memo": memo}
            for user_id, memos in enumerate(BOOKS.values(), 1)
            for memo in memos
        ]
        session.execute(insert(Entry), rows)
        session.commit()
    with Session(engine) as session:
        yield session
    engine.dispose()


def users(session: Session) -> Seen:
    """Return who is there."""
    return list(session.scalars(select(User.nickname).order_by(User.user_id)))


def entries(session: Session) -> Seen:
    """Return each entry: its number, what it is, whose it is."""
    rows = session.execute(
        select(Entry.entry_id, Entry.memo, User.nickname).join(Entry.user).order_by(Entry.entry_id)
    )
    return [f"{entry_id} {memo}: {nickname}" for entry_id, memo, nickname in rows]


def united(leaving: str, staying: str) -> Seen:
    """Return what has to be there afterwards."""
    owners = [(memo, staying if name == leaving else name) for name, memos in BOOKS.items() for memo in memos]
    return [f"{number} {memo}: {name}" for number, (memo, name) in enumerate(owners, 1)]


def unite(mine: Mine, session: Session, leaving: str, staying: str) -> tuple[str, Seen, Seen]:
    """Call it, and return what was called, and the users and entries that the session sees then."""
    numbers = {user.nickname: user.user_id for user in session.scalars(select(User))}
    session.close()
    called = f"unite(session, {numbers[leaving]}, {numbers[staying]})"
    mine.run(called, session=session, expected=united(leaving, staying), hint="moved")
    # What is pending is sent before the question.
    mine.about_to(f"{called}\n{ENTRIES}", "moved", united(leaving, staying))
    seen = users(session), entries(session)
    mine.called = ""
    return called, *seen


def test_nothing_is_lost(mine: Mine) -> None:
    expected = united("huey", "dewey")
    with database() as session:
        called, _, found = unite(mine, session, "huey", "dewey")

    of_huey = {entry.partition(":")[0] for entry in expected[:3]}
    left = of_huey & {entry.partition(":")[0] for entry in found}
    if len(left) < len(of_huey):
        mine.compare(f"{called}\n{ENTRIES}", found, expected, hint="half" if left else "lost")
    # The one entry of the user who stays.
    if not any(entry.startswith("4 ") for entry in found):
        mine.compare(f"{called}\n{ENTRIES}", found, expected, hint="replaced")


def test_they_are_in_the_other_book(mine: Mine) -> None:
    for leaving, staying in (("huey", "dewey"), ("dewey", "huey"), ("louie", "dewey")):
        with database() as session:
            called, _, found = unite(mine, session, leaving, staying)

        mine.compare(f"{called}\n{ENTRIES}", found, united(leaving, staying), hint="moved")


def test_the_one_who_leaves_is_gone(mine: Mine) -> None:
    for leaving, staying in (("huey", "dewey"), ("dewey", "louie")):
        with database() as session:
            called, found, _ = unite(mine, session, leaving, staying)

        expected = [name for name in BOOKS if name != leaving]
        mine.compare(f"{called}\n{USERS}", found, expected, hint="still_there")


def test_it_is_kept(mine: Mine) -> None:
    with database() as session:
        called, _, _ = unite(mine, session, "huey", "dewey")
        session.close()
        who, what = users(session), entries(session)

    mine.compare(f"{called}\nsession.close()\n{USERS}", who, ["dewey", "louie"], hint="commit")
    expected = united("huey", "dewey")
    mine.compare(f"{called}\nsession.close()\n{ENTRIES}", what, expected, hint="commit")


def test_a_book_may_be_empty(mine: Mine) -> None:
    for leaving, staying in (("new", "louie"), ("dewey", "new")):
        with database() as session:
            session.add(User(nickname="new", password_hash="a hash"))
            session.commit()
            called, who, what = unite(mine, session, leaving, staying)

        expected = [name for name in [*BOOKS, "new"] if name != leaving]
        mine.compare(f"{called}\n{ENTRIES}", what, united(leaving, staying), hint="moved")
        mine.compare(f"{called}\n{USERS}", who, expected, hint="still_there")
