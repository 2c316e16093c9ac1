"""`select` builds a question out of the classes; the session asks it, and what comes is objects or rows.

    uv run python 04_sqlalchemy/selecting.py

Each function returns a question and asks nothing: it can be printed, tested and
asked for more, and values are never put into its text.
"""

from datetime import date

from databases import own_database, show_sql
from models import Base, Entry, User
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

NO_HASH = "none yet"


def fill(session: Session) -> None:
    """Add two users with some entries."""
    huey = User(nickname="huey", password_hash=NO_HASH)
    dewey = User(nickname="dewey", password_hash=NO_HASH)
    for day, user, amount, memo in (
        (1, huey, 3_000_000, "salary"),
        (2, huey, -9_000, "lunch"),
        (2, dewey, -12_000, "cinema"),
        (3, huey, -45_000, "books"),
    ):
        session.add(Entry(day=date(2026, 11, day), user=user, amount=amount, memo=memo))
    session.commit()


def called(nickname: str) -> Select[User]:
    """Return the question for the user of this nickname."""
    return select(User).where(User.nickname == nickname)


def largest_expenses(count: int) -> Select[Entry]:
    """Return the question for the entries that cost most, the dearest first."""
    return select(Entry).where(Entry.amount < 0).order_by(Entry.amount, Entry.entry_id).limit(count)


def with_names() -> Select[str, date, int]:
    """Return the question for columns of two tables: whose, when, how much."""
    return select(User.nickname, Entry.day, Entry.amount).join(User.entries).order_by(Entry.entry_id)


def balances() -> Select[str, int]:
    """Return the question for each user's sum."""
    # MySQL adds integers up to a Decimal, whatever the annotation says: int() where it is used.
    balance = func.sum(Entry.amount)
    return select(User.nickname, balance).join(User.entries).group_by(User.nickname).order_by(balance)


if __name__ == "__main__":
    with own_database() as engine, Session(engine) as session:
        Base.metadata.create_all(engine)
        fill(session)
        show_sql(engine)

        print("get, by the primary key:")
        user = session.get(User, 1)
        print(" ", user and user.nickname)

        print("scalars, when one thing is selected, here objects:")
        for entry in session.scalars(largest_expenses(2)):
            print(f"  {entry.memo}: {entry.amount:,}")

        print("execute, when there are several; each row is a tuple with names:")
        for row in session.execute(with_names()):
            print(f"  {row.nickname} {row.day} {row.amount:,}")

        print("group_by:")
        for nickname, balance in session.execute(balances()):
            print(f"  {nickname} {int(balance):,} ({type(balance).__name__})")

        print("A value is only a value, whatever is written in it:")
        print(" ", session.scalars(called("' OR 1 = 1 -- ")).all())
