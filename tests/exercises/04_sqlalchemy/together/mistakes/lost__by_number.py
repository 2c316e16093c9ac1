"""The column is changed, and the list knows nothing of it."""

from models import User
from sqlalchemy.orm import Session


def unite(session: Session, leaving_id: int, staying_id: int) -> None:
    leaving = session.get_one(User, leaving_id)
    for entry in leaving.entries:
        entry.user_id = staying_id
    session.delete(leaving)
    session.commit()
