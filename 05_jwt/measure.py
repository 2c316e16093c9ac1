"""Session or token: what each costs, measured on this machine, beside each other.

    uv run python 05_jwt/measure.py
    MYSQL_URL=mysql://root@127.0.0.1:3306/test uv run python 05_jwt/measure.py

Times are microseconds, the median of many rounds in which all take turns; the
ratio is to a bare jwt.decode in the same run.
"""

import secrets
import statistics
import time
import tracemalloc
from collections.abc import Callable

import jwt
import tokens
from by_hand import decode
from jwt_databases import own_database
from jwt_models import Base, LogIn, User
from session_server import Session as UserSession
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

ROUNDS, TIMES, USERS = 60, 20, 10_000
SCOPE = " ".join(tokens.SCOPES)
NO_HASH = "none yet"


def medians(actions: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the seconds that each action takes; all take turns, so that a busy machine slows them alike."""
    samples: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(ROUNDS):
        for name, action in actions.items():
            began = time.perf_counter()
            for _ in range(TIMES):
                action()
            samples[name].append((time.perf_counter() - began) / TIMES)
    return {name: statistics.median(sample) for name, sample in samples.items()}


def sessions_of(count: int) -> dict[str, UserSession]:
    """Return the sessions of so many users, as session_server.py has them."""
    return {
        secrets.token_urlsafe(32): UserSession(user_id, time.monotonic()) for user_id in range(1, count + 1)
    }


def bytes_per_session() -> float:
    """Return how much memory one of many sessions takes."""
    tracemalloc.start()
    kept = sessions_of(USERS)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used / len(kept)


def fill(session: Session) -> str:
    """Store many log-ins, and return one of them."""
    Base.metadata.create_all(session.get_bind())
    session.add(User(user_id=1, nickname="huey", password_hash=NO_HASH))
    session.flush()
    names = [tokens.new_id() for _ in range(USERS)]
    session.execute(
        insert(LogIn), [dict(sid=name, user_id=1, refresh_jti=name, expires_at=0) for name in names]
    )
    session.commit()
    return names[USERS // 2]


def main() -> None:
    """Print times, and what is stored and sent."""
    keys = {"this-run": secrets.token_urlsafe(32)}
    [key] = keys.values()
    token = tokens.issue(keys, "access", 1, tokens.new_id(), SCOPE)
    sessions = sessions_of(USERS)
    session_id = next(iter(sessions))
    with own_database() as engine, Session(engine) as session:
        sid = fill(session)

        def look_up() -> object:
            # A request begins a transaction, and ends it.
            found = session.execute(select(User.user_id).join(LogIn).where(LogIn.sid == sid)).one()
            session.rollback()
            return found

        times = medians(
            {
                "sign (tokens.issue)": lambda: tokens.issue(keys, "access", 1, sid, SCOPE),
                "verify by hand": lambda: decode(token, key.encode()),
                "verify (jwt.decode)": lambda: jwt.decode(
                    token, key, algorithms=["HS256"], audience=tokens.AUDIENCE, issuer=tokens.ISSUER
                ),
                "verify (tokens.read)": lambda: tokens.read(keys, token, "access"),
                "session in a dict": lambda: sessions.get(session_id),
                f"session in {engine.dialect.name}": look_up,
            }
        )
    bare = times["verify (jwt.decode)"]
    print("                      microseconds    ratio")
    for name, seconds in times.items():
        print(f"{name:22} {seconds * 1e6:11.1f} {seconds / bare:8.2f}")
    print("bytes:               a session   a token")
    print(f"kept by the server   {bytes_per_session():9.0f} {0:9}")
    print(f"sent with a request  {len('session_id=' + session_id):9} {len('Bearer ' + token):9}")


if __name__ == "__main__":
    main()
