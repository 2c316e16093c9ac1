"""The whole book is loaded, and Python chooses."""

from models import Entry
from sqlalchemy import select


def entries_of(session, user_id, year, month):
    entries = session.scalars(
        select(Entry).where(Entry.user_id == user_id).order_by(Entry.day, Entry.entry_id)
    )
    return [entry for entry in entries if (entry.day.year, entry.day.month) == (year, month)]
