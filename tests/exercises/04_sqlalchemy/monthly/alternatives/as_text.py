"""The day as a text, through the join with the users; the older way to ask."""

from models import Entry, User
from sqlalchemy import String, cast


def entries_of(session, user_id, year, month):
    query = session.query(Entry).join(Entry.user).filter(User.user_id == user_id)
    query = query.filter(cast(Entry.day, String).startswith(f"{year}-{month:02d}"))
    return [*query.order_by(Entry.day.asc(), Entry.entry_id.asc())]
