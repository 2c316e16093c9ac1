"""The number is read before the row is sent."""

from models import User
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add_user(session: Session, nickname: str, password_hash: str) -> int | None:
    user = User(nickname=nickname, password_hash=password_hash)
    session.add(user)
    number = user.user_id
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return None
    return number
