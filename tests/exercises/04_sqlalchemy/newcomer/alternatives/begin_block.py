"""A `with` that commits at its end, and rolls back if something is raised."""

from models import User
from sqlalchemy.exc import IntegrityError


def add_user(session, nickname, password_hash):
    user = User(nickname=nickname, password_hash=password_hash)
    try:
        with session.begin():
            session.add(user)
    except IntegrityError:
        return None
    else:
        return user.user_id
