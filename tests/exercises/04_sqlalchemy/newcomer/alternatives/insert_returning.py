"""The statement itself, which gives the number back."""

from models import User
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError


def add_user(session, nickname, password_hash):
    statement = insert(User).values(nickname=nickname, password_hash=password_hash).returning(User.user_id)
    try:
        number = session.scalars(statement).one()
    except IntegrityError:
        session.rollback()
        return None
    session.commit()
    return number
