"""What was refused is added to the session again."""

from models import User
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add_user(session: Session, nickname: str, password_hash: str) -> int | None:
    user = User(nickname=nickname, password_hash=password_hash)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        session.add(user)
        return None
    return user.user_id
