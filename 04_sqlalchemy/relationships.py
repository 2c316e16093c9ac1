"""A relationship is the foreign key as Python sees it: a list on one side, an object on the other.

    uv run python 04_sqlalchemy/relationships.py

Nobody writes user_id: SQLAlchemy reads it from the user when it sends the
INSERT. The database still watches over it, for those who go past the objects.
"""

from datetime import date

from databases import own_database, show_sql
from models import Base, Entry, User
from sqlalchemy import Delete, Insert, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

DAY = date(2026, 11, 23)
NO_HASH = "none yet"


def memos(session: Session) -> list[str]:
    """Return the memos of all entries in the database."""
    return list(session.scalars(select(Entry.memo).order_by(Entry.entry_id)))


def refusal(session: Session, statement: Insert | Delete) -> str | None:
    """Run a statement and undo it; return what the database has against it, or None."""
    try:
        session.execute(statement)
    except IntegrityError as error:
        return str(error.orig)
    finally:
        session.rollback()
    return None


if __name__ == "__main__":
    with own_database() as engine, Session(engine) as session:
        Base.metadata.create_all(engine)
        show_sql(engine)
        user = User(nickname="huey", password_hash=NO_HASH)
        lunch = Entry(day=DAY, amount=-9_000, memo="lunch")

        print("Into the list, and the other side knows it; no SQL yet:")
        user.entries.append(lunch)
        print("  lunch.user is user:", lunch.user is user)
        book = Entry(day=DAY, amount=-20_000, memo="book", user=user)
        print("  in the list:", [entry.memo for entry in user.entries])

        print("add takes along what hangs on the user; the number of the user goes into the entries:")
        session.add(user)
        session.commit()
        print("Read for the first time, the list is fetched:")
        print("  in the list:", [entry.memo for entry in user.entries])

        # Without delete-orphan, user_id would be set to NULL, which NOT NULL forbids.
        print("Out of the list is out of the book (cascade delete-orphan):")
        user.entries.remove(lunch)
        session.commit()
        print("  in the database:", memos(session))

        print("Past the objects, the foreign key stands in the way:")
        print(" ", refusal(session, delete(User)))
        print(" ", refusal(session, insert(Entry).values(user_id=99, day=DAY, amount=1, memo="whose?")))

        print("session.delete deletes the user's entries first (cascade all):")
        session.delete(user)
        session.commit()
        print("  in the database:", memos(session))
