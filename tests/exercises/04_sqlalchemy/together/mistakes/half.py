"""The list gets shorter while it is walked through."""

from models import User
from sqlalchemy.orm import Session


def unite(session: Session, leaving_id: int, staying_id: int) -> None:
    leaving = session.get_one(User, leaving_id)
    staying = session.get_one(User, staying_id)
    for entry in leaving.entries:
        entry.user = staying
    session.delete(leaving)
    session.commit()
