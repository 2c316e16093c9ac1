"""Users who are added to a session, and what of it is in the database when the session is closed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from models import Base, User
from sqlalchemy import Engine, StaticPool, create_engine, select
from sqlalchemy.orm import Session

from tests.tutor.mine import Mine, both

OLD = ("하늘", "hash of 하늘")
USERS = "session.close()\nselect(User.nickname, User.password_hash)"


@contextmanager
def database(last: int = 41) -> Iterator[Engine]:
    """Yield an engine on a database with one user, who has the last number that was given."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(user_id=last, nickname=OLD[0], password_hash=OLD[1]))
        session.commit()
    yield engine
    engine.dispose()


def users(engine: Engine) -> list[tuple[str, str]]:
    """Return the nicknames and hashes in the database."""
    with Session(engine) as session:
        rows = session.execute(select(User.nickname, User.password_hash).order_by(User.user_id))
        return [(nickname, password_hash) for nickname, password_hash in rows]


def test_the_number_comes_back(mine: Mine) -> None:
    with database(41) as engine, Session(engine) as session:
        try:
            mine.expect('add_user(session, "huey", "hash of huey")', 42, session=session, hint="number")
        except TypeError as error:
            if re.search("positional argument|keyword argument", str(error)):
                mine.hint = "arguments"
            raise
    with database(7) as engine, Session(engine) as session:
        mine.expect('add_user(session, "구름", "a hash")', 8, session=session, hint="number")


def test_the_user_is_in_the_database_afterwards(mine: Mine) -> None:
    called = 'add_user(session, "huey", "hash of huey")'
    with database() as engine:
        with Session(engine) as session:
            mine.run(called, session=session, hint="number")
        found = users(engine)

    hint = "commit" if len(found) == 1 else "row"
    mine.compare(f"{called}\n{USERS}", found, [OLD, ("huey", "hash of huey")], hint=hint)


def test_a_nickname_that_is_taken(mine: Mine) -> None:
    called = 'add_user(session, "하늘", "another hash")'
    with database() as engine:
        with Session(engine) as session:
            mine.expect(called, None, session=session, hint="taken")
        mine.compare(f"{called}\n{USERS}", users(engine), [OLD], hint="taken")


def test_the_session_can_be_used_afterwards(mine: Mine) -> None:
    refused = 'add_user(session, "하늘", "another hash")'
    added = both("(바다 is added and committed)", "(바다를 추가하고 커밋)")
    called = f"{refused}\n{added}\nselect(User.nickname)"
    expected = ["하늘", "바다"]
    with database() as engine:
        with Session(engine) as session:
            mine.run(refused, session=session, hint="taken")
            mine.about_to(called, "session", expected)
            session.add(User(nickname="바다", password_hash="a hash"))
            session.commit()
            mine.called = ""
        found = [nickname for nickname, _ in users(engine)]

    mine.compare(called, found, expected, hint="session")
