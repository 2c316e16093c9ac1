"""A savepoint, so that only this one row is taken back."""

from models import User
from sqlalchemy.exc import IntegrityError


def add_user(session, nickname, password_hash):
    try:
        with session.begin_nested():
            session.add(user := User(nickname=nickname, password_hash=password_hash))
    except IntegrityError:
        return None
    session.commit()
    return user.user_id
