"""Python knows how long a month is, and sorts."""

from calendar import monthrange
from datetime import date

from models import Entry
from sqlalchemy import and_, select


def entries_of(session, user_id, year, month):
    days = Entry.day.between(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    rows = session.execute(select(Entry).where(and_(days, Entry.user_id == user_id)))
    return sorted((row.Entry for row in rows), key=lambda entry: (entry.day, entry.entry_id))
