"""Asks whether the nickname is there, before anything is added."""

from models import User
from sqlalchemy import select
from sqlalchemy.orm import Session


def add_user(session: Session, nickname: str, password_hash: str) -> int | None:
    if session.scalar(select(User).where(User.nickname == nickname)) is not None:
        return None
    user = User(nickname=nickname, password_hash=password_hash)
    session.add(user)
    session.flush()
    number = user.user_id
    session.commit()
    return number
