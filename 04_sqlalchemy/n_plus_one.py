"""One question for the users, and one more for each: the N+1 problem, counted.

    uv run python 04_sqlalchemy/n_plus_one.py

The code that reads `user.entries` looks the same each time. How the entries are
fetched is said in the question: not at all before somebody looks (lazy), by a
second question for all users, by a join, or never without being asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from databases import own_database
from models import Base, Entry, User
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, joinedload, lazyload, raiseload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

USERS, ENTRIES = 10, 3
NO_HASH = "none yet"
WAYS = {
    "lazyload, which is the default": lazyload(User.entries),
    "selectinload": selectinload(User.entries),
    "joinedload": joinedload(User.entries),
    "raiseload": raiseload(User.entries),
}


def fill(session: Session) -> None:
    """Add ten users with three entries each."""
    for number in range(USERS):
        user = User(nickname=f"user{number}", password_hash=NO_HASH)
        user.entries = [Entry(day=date(2026, 11, 1), amount=-1_000, memo="tea") for _ in range(ENTRIES)]
        session.add(user)
    session.commit()


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Yield a list that gets each statement which the engine sends meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def sum_of_all(session: Session, way: ORMOption) -> int:
    """Add all entries of all users up; the loop does not know where they come from."""
    # unique(): a join gives each user once for each entry.
    users = session.scalars(select(User).options(way)).unique()
    return sum(entry.amount for user in users for entry in user.entries)


if __name__ == "__main__":
    with own_database() as engine:
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            fill(session)
        print(f"{USERS} users with {ENTRIES} entries each:")
        print("                         statements   result")
        for name, way in WAYS.items():
            # A session of its own: objects that are here already would not be fetched again.
            with Session(engine) as session, counted(engine) as statements:
                try:
                    result = f"sum {sum_of_all(session, way):,}"
                except InvalidRequestError as error:
                    result = f"InvalidRequestError: {error}"
            print(f"  {name:30} {len(statements):2}   {result}")
