"""Of two conditions with `and` between them, Python keeps one."""

from models import Entry
from sqlalchemy import extract, select


def entries_of(session, user_id, year, month):
    question = select(Entry).where(
        Entry.user_id == user_id, extract("year", Entry.day) == year and extract("month", Entry.day) == month
    )
    return session.scalars(question.order_by(Entry.day, Entry.entry_id)).all()
