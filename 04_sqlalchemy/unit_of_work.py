"""Change objects as you like: the session finds out what has to be written, and in which order.

    uv run python 04_sqlalchemy/unit_of_work.py

Within a session a row is one object, however often it is read (identity map).
At flush, its changes become one UPDATE with the columns that differ, and none
if nothing does (unit of work).
"""

from datetime import date

from databases import own_database, show_sql
from models import Base, Entry, User
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

NO_HASH = "none yet"


def changes(entry: Entry) -> dict[str, tuple[object, object]]:
    """Return what a flush would write: each changed attribute with its old and its new value."""
    histories = {attribute.key: attribute.history for attribute in inspect(entry).attrs}
    return {
        name: (history.deleted[0] if history.deleted else None, history.added[0])
        for name, history in histories.items()
        if history.added
    }


if __name__ == "__main__":
    with own_database() as engine, Session(engine) as session:
        Base.metadata.create_all(engine)
        show_sql(engine)

        print("The entry is added first, and its user is inserted first:")
        entry = Entry(day=date(2026, 11, 23), amount=-9_000, memo="lunch")
        session.add(entry)
        entry.user = User(nickname="huey", password_hash=NO_HASH)
        session.commit()

        print("commit lets go of what was read; the next look asks the database:")
        print(" ", entry.memo, entry.amount)

        print("The same row is the same object; get does not even ask:")
        print("  by select:", session.scalars(select(Entry)).one() is entry)
        print("  by get:", session.get(Entry, entry.entry_id) is entry)

        print("Three assignments, one UPDATE:")
        entry.amount = -9_500
        entry.memo = "dinner"
        entry.memo = "lunch with Dewey"
        print(" ", changes(entry))
        session.flush()

        print("The value that is there already is no change, and no UPDATE:")
        entry.amount = -9_500
        print(" ", changes(entry), "is_modified:", session.is_modified(entry))
        session.flush()

        print("A question flushes first, so that its answer holds the changes (autoflush):")
        entry.amount = -10_000
        print("  sum:", session.scalar(select(Entry.amount)))
        session.rollback()
