"""As long as there is an entry on the one side, it goes to the other."""

from models import User


def unite(session, leaving_id, staying_id):
    leaving = session.get(User, leaving_id)
    staying = session.get(User, staying_id)
    while leaving.entries:
        staying.entries.append(leaving.entries[-1])
    session.delete(leaving)
    session.commit()
