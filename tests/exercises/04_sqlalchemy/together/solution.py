"""Two household books become one."""

from models import User
from sqlalchemy.orm import Session


def unite(session: Session, leaving_id: int, staying_id: int) -> None:
    """Give one user's entries to another, and delete the one."""
    leaving = session.get_one(User, leaving_id)
    staying = session.get_one(User, staying_id)
    # With each new user, an entry leaves this list.
    for entry in list(leaving.entries):
        entry.user = staying
    session.delete(leaving)
    session.commit()
