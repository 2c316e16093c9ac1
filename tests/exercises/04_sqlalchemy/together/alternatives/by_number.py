"""The entries are asked for without the list, which is read only when it is empty."""

from models import Entry, User
from sqlalchemy import select


def unite(session, leaving_id, staying_id):
    for entry in session.scalars(select(Entry).where(Entry.user_id == leaving_id)):
        entry.user_id = staying_id
    session.flush()
    session.delete(session.get(User, leaving_id))
    session.commit()
