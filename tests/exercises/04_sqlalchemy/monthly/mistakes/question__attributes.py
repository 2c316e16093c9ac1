"""The column is no date: it has no year."""

from models import Entry
from sqlalchemy import select


def entries_of(session, user_id, year, month):
    question = (
        select(Entry).filter_by(user_id=user_id).where(Entry.day.year == year, Entry.day.month == month)
    )
    return session.scalars(question.order_by(Entry.day, Entry.entry_id)).all()
