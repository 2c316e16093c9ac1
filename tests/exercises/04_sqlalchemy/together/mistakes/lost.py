"""They are deleted with their user."""

from models import User
from sqlalchemy.orm import Session


def unite(session: Session, leaving_id: int, staying_id: int) -> None:
    leaving = session.get_one(User, leaving_id)
    session.delete(leaving)
    session.commit()
