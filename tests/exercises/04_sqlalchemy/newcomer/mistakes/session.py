"""The transaction that has failed stays open."""

from models import User
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add_user(session: Session, nickname: str, password_hash: str) -> int | None:
    user = User(nickname=nickname, password_hash=password_hash)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        return None
    return user.user_id
