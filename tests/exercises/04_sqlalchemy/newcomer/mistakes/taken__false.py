"""It says False where None is asked for."""

from models import User
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add_user(session: Session, nickname: str, password_hash: str) -> int | None:
    """Add a user and return the number; return False if the nickname is taken."""
    user = User(nickname=nickname, password_hash=password_hash)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return user.user_id
