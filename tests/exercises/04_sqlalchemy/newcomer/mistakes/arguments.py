"""The attributes of a mapped class are given by name."""

from models import User
from sqlalchemy.exc import IntegrityError


def add_user(session, nickname, password_hash):
    user = User(nickname, password_hash)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return None
    return user.user_id
