"""Not each month has 31 days."""

from datetime import date

from models import Entry
from sqlalchemy import select


def entries_of(session, user_id, year, month):
    first = date(year, month, 1)
    after = date(year, month, 31)
    question = select(Entry).filter_by(user_id=user_id).where(Entry.day >= first, Entry.day <= after)
    return session.scalars(question.order_by(Entry.day, Entry.entry_id)).all()
