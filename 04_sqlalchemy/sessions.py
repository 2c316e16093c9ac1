"""A session collects what is to be written; flush sends it, commit keeps it, rollback takes it back.

    uv run python 04_sqlalchemy/sessions.py

`sessionmaker` makes the class of all sessions on one engine. A session is for
one piece of work, such as one request; `with` closes it, and what was not
committed by then is gone.
"""

from databases import own_database, show_sql
from models import Base, User
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

NO_HASH = "none yet"


def state(user: User) -> str:
    """Return what a session thinks of an object, and by which number the database knows it."""
    known = inspect(user)
    states = ("transient", "pending", "persistent", "deleted", "detached")
    number = known.identity[0] if known.identity else None
    return f"{next(name for name in states if getattr(known, name))}, user_id {number}"


def add_user(session: Session, nickname: str) -> bool:
    """Add a user and commit; return False if the nickname is taken."""
    session.add(User(nickname=nickname, password_hash=NO_HASH))
    try:
        session.commit()
    except IntegrityError:
        # Until then, this session refuses everything: what it had sent before is lost, too.
        session.rollback()
        return False
    return True


def count_users(session: Session) -> int:
    """Return how many users the session sees."""
    return session.scalar(select(func.count()).select_from(User)) or 0


if __name__ == "__main__":
    with own_database() as engine:
        Base.metadata.create_all(engine)
        show_sql(engine)
        maker = sessionmaker(engine)

        with maker() as session:
            user = User(nickname="hueypark", password_hash=NO_HASH)
            print("an object like any other:", state(user))
            session.add(user)
            print("after add:", state(user))
            session.flush()
            print("after flush:", state(user))
            session.rollback()
            print("after rollback:", state(user))
            user = User(nickname="hueypark", password_hash=NO_HASH)
            session.add(user)
            # It flushes first, if something is pending.
            session.commit()
            print("another one, after commit:", state(user))
        print("after the with:", state(user))

        print("begin() commits at the end, or rolls back if something is raised:")
        try:
            with maker.begin() as session:
                session.add(User(nickname="dewey", password_hash=NO_HASH))
                session.flush()
                raise RuntimeError("the power is gone")
        except RuntimeError as error:
            print(f"RuntimeError: {error}")

        with maker() as session:
            print("users now:", count_users(session))
            print("a nickname that is taken, added:", add_user(session, "hueypark"))
            print("and the session works again, added:", add_user(session, "dewey"))
