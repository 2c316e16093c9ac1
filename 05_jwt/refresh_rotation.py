"""Refresh tokens that are good for one use: whoever steals one is found out when the second one uses it.

    uv run python 05_jwt/refresh_rotation.py

An access token is short-lived because nobody can take it back. With the refresh
token one gets the next pair, and the server remembers only which is the newest
(RFC 9700, 4.14.2). An older one that comes back is in two hands: it ends the log-in.
"""

import secrets
import time
from collections.abc import Mapping

import jwt
import tokens
from jwt_databases import own_database
from jwt_models import Base, LogIn, User
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

# Whoever keeps answers on the way must not keep these (RFC 6749, 5.1).
NO_STORE = {"Cache-Control": "no-store"}
NO_HASH = "none yet"


def pair(keys: Mapping[str, str], user_id: int, sid: str, jti: str) -> dict[str, object]:
    """Return an access token and a refresh token as a client gets them (RFC 6749, 5.1)."""
    return {
        "access_token": tokens.issue(keys, "access", user_id, sid, " ".join(tokens.SCOPES)),
        "refresh_token": tokens.issue(keys, "refresh", user_id, sid, jti=jti),
        "token_type": "Bearer",
        "expires_in": tokens.LIFETIME["access"],
    }


def begin(session: Session, keys: Mapping[str, str], user_id: int) -> dict[str, object]:
    """Begin a log-in, and return its first pair."""
    sid, jti = tokens.new_id(), tokens.new_id()
    expires_at = int(time.time()) + tokens.LIFETIME["refresh"]
    session.add(LogIn(sid=sid, user_id=user_id, refresh_jti=jti, expires_at=expires_at))
    session.commit()
    return pair(keys, user_id, sid, jti)


def rotate(session: Session, keys: Mapping[str, str], refresh_token: str) -> dict[str, object]:
    """Return the next pair; raise jwt.InvalidTokenError, and end the log-in, if the token was used before."""
    claims = tokens.read(keys, refresh_token, "refresh")
    mine = (LogIn.sid == claims.sid, LogIn.user_id == claims.user_id)
    jti, expires_at = tokens.new_id(), int(time.time()) + tokens.LIFETIME["refresh"]
    # One statement looks and changes, so that of two requests with the same token one finds it changed.
    newest = update(LogIn).where(*mine, LogIn.refresh_jti == claims.jti)
    if session.connection().execute(newest.values(refresh_jti=jti, expires_at=expires_at)).rowcount:
        session.commit()
        return pair(keys, claims.user_id, claims.sid, jti)
    end(session, claims.sid)
    raise jwt.InvalidTokenError("Used before, or its log-in has ended")


def end(session: Session, sid: str) -> None:
    """End a log-in: no refresh token of it is good any more."""
    session.execute(delete(LogIn).where(LogIn.sid == sid))
    session.commit()


def forget_expired(session: Session, user_id: int) -> None:
    """Remove the rows of log-ins whose refresh token has expired."""
    # In its own transaction: where there is nothing to delete, InnoDB locks the gap, and an INSERT waits.
    session.execute(delete(LogIn).where(LogIn.user_id == user_id, LogIn.expires_at < int(time.time())))
    session.commit()


if __name__ == "__main__":
    keys = {"autumn": secrets.token_urlsafe(32)}
    with own_database() as engine, Session(engine) as session:
        Base.metadata.create_all(engine)
        session.add(User(user_id=1, nickname="huey", password_hash=NO_HASH))
        session.commit()
        stolen = str(begin(session, keys, 1)["refresh_token"])
        print("huey logs in           and a thief copies the refresh token")
        newest = str(rotate(session, keys, stolen)["refresh_token"])
        print("huey refreshes         gets the next pair; the first refresh token is used up")
        for who, token in {"the thief refreshes": stolen, "huey refreshes again": newest}.items():
            try:
                rotate(session, keys, token)
                print(f"{who:22} gets the next pair")
            except jwt.InvalidTokenError as error:
                print(f"{who:22} is refused: {error}")
        print("log-ins left          ", len(session.scalars(select(LogIn)).all()))
        print("huey can log in again, the thief has no password")
