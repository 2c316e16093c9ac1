"""Nobody catches what the database has against it."""

from models import User
from sqlalchemy.orm import Session


def add_user(session: Session, nickname: str, password_hash: str) -> int | None:
    user = User(nickname=nickname, password_hash=password_hash)
    session.add(user)
    session.commit()
    return user.user_id
