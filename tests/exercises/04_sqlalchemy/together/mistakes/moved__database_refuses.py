"""The user is deleted past the objects, and first."""

from models import User
from sqlalchemy import delete
from sqlalchemy.orm import Session


def unite(session: Session, leaving_id: int, staying_id: int) -> None:
    session.execute(delete(User).where(User.user_id == leaving_id))
    session.commit()
