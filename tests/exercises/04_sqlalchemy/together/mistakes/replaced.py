"""A list that is set takes the place of what the user had."""

from models import User


def unite(session, leaving_id, staying_id):
    leaving = session.get_one(User, leaving_id)
    staying = session.get_one(User, staying_id)
    staying.entries = leaving.entries
    session.delete(leaving)
    session.commit()
