"""Whoever has the nickname gets another password."""

from models import User
from sqlalchemy import select
from sqlalchemy.orm import Session


def add_user(session: Session, nickname: str, password_hash: str) -> int | None:
    known = session.scalar(select(User).where(User.nickname == nickname))
    user = known or User(nickname=nickname)
    user.password_hash = password_hash
    session.add(user)
    session.commit()
    return None if known else user.user_id
