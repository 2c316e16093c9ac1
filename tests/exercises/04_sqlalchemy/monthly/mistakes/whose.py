"""Everybody's entries."""

from datetime import date

from models import Entry
from sqlalchemy import select


def entries_of(session, user_id, year, month):
    first = date(year, month, 1)
    after = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    question = select(Entry).where(Entry.day >= first, Entry.day < after)
    return session.scalars(question.order_by(Entry.day, Entry.entry_id)).all()
