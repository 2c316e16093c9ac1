"""The user's list is the whole book."""

from models import User


def entries_of(session, user_id, year, month):
    user = session.get(User, user_id)
    if user is None:
        return []
    entries = [entry for entry in user.entries if entry.day.year == year and entry.day.month == month]
    return sorted(entries, key=lambda entry: (entry.day, entry.entry_id))
