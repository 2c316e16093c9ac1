"""The list is extended by the other list."""

from models import User


def unite(session, leaving_id, staying_id):
    leaving, staying = (session.get(User, number) for number in (leaving_id, staying_id))
    staying.entries.extend(leaving.entries)
    session.delete(leaving)
    session.commit()
