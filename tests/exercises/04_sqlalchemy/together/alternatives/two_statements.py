"""Two statements, and no object at all."""

from models import Entry, User
from sqlalchemy import delete, update


def unite(session, leaving_id, staying_id):
    session.execute(update(Entry).where(Entry.user_id == leaving_id).values(user_id=staying_id))
    session.execute(delete(User).where(User.user_id == leaving_id))
    session.commit()
