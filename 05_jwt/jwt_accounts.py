"""Signing up, logging in, refreshing, logging out, and handing rights on: where tokens come from.

    uv run flask --app 05_jwt/jwt_server run --port 8000

What a log-in is, and why a refresh token is good for one use, is in refresh_rotation.py.
"""

from typing import Annotated

import tokens
from flask import Blueprint, abort, current_app, g
from flask.typing import ResponseReturnValue
from jwt_models import LogIn, User
from jwt_requests import Body, Credentials, NewUser, body
from pydantic import Field, StringConstraints, field_validator
from refresh_rotation import begin, end, forget_expired, rotate
from request_session import session
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from token_guard import requires_token
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.security import check_password_hash, generate_password_hash

accounts = Blueprint("accounts", __name__)
BEARER = WWWAuthenticate("bearer", {"realm": "household-book"})
# Whoever keeps answers on the way must not keep these (RFC 6749, 5.1).
NO_STORE = {"Cache-Control": "no-store"}
# Whoever holds a token that was handed on must not hand on more of them, for ever.
DELEGABLE = set(tokens.SCOPES) - {"tokens:write"}


class RefreshToken(Body):
    """The newest refresh token of a log-in."""

    refresh_token: str


class NewPassword(Body):
    """The password that is, and the one that shall be."""

    password: Annotated[str, StringConstraints(max_length=1024)]
    new_password: Annotated[str, StringConstraints(min_length=8, max_length=1024)]


class Delegation(Body):
    """Rights for somebody else's program: which ones, and for how many minutes."""

    scope: str
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 60

    @field_validator("scope")
    @classmethod
    def known(cls, scope: str) -> str:
        """Return the scopes; raise ValueError for others, and for none (RFC 6749, 3.3)."""
        if not set(scope.split(" ")) <= DELEGABLE:
            raise ValueError(f"some of these, with a blank between them: {' '.join(sorted(DELEGABLE))}")
        return scope


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    return generate_password_hash(password, current_app.config["PASSWORD_HASH"])


def knows(password: str, user: User | None) -> bool:
    """Return whether this is the user's password; nobody's is checked, too, and takes as long."""
    password_hash = user.password_hash if user else current_app.config["NOBODYS_HASH"]
    return check_password_hash(password_hash, password) and user is not None


def keep(user: User, password_hash: str) -> bool:
    """Store the hash in place of the one that was checked; return False if that one is gone by now.

    Checking takes long. Meanwhile the password may have been changed, and all log-ins ended.
    """
    checked = update(User).where(User.user_id == user.user_id, User.password_hash == user.password_hash)
    return bool(session().connection().execute(checked.values(password_hash=password_hash)).rowcount)


@accounts.post("/users")
def add_user() -> ResponseReturnValue:
    """Sign a user up; a nickname that is taken is a 409."""
    new: NewUser = body(NewUser)
    user = User(nickname=new.nickname, password_hash=hashed(new.password))
    session().add(user)
    try:
        session().commit()
    except IntegrityError:
        abort(409, f"The nickname {new.nickname} is taken. Choose another.")
    return {"user_id": user.user_id, "nickname": user.nickname}, 201


@accounts.post("/login")
def log_in() -> ResponseReturnValue:
    """Begin a log-in, and return its tokens."""
    sent: Credentials = body(Credentials)
    user = session().scalar(select(User).where(User.nickname == sent.nickname))
    # The connection goes back to the pool: checking a password needs none.
    session().commit()
    if not knows(sent.password, user) or not user or not keep(user, user.password_hash):
        raise Unauthorized("Nickname or password is wrong.", www_authenticate=BEARER)
    pair = begin(session(), current_app.config["KEYS"], user.user_id)
    forget_expired(session(), user.user_id)
    return pair, 200, NO_STORE


@accounts.post("/refresh")
def refresh() -> ResponseReturnValue:
    """Return the next pair of tokens; a refresh token that was used before ends the log-in, and is a 401."""
    sent: RefreshToken = body(RefreshToken)
    return rotate(session(), current_app.config["KEYS"], sent.refresh_token), 200, NO_STORE


@accounts.post("/logout")
def log_out() -> ResponseReturnValue:
    """End a log-in, and with it all tokens that came from it."""
    sent: RefreshToken = body(RefreshToken)
    end(session(), tokens.read(current_app.config["KEYS"], sent.refresh_token, "refresh").sid)
    return "", 204


@accounts.put("/users/<id:user_id>/password")
@requires_token("tokens:write")
def change_password(user: User, user_id: int) -> ResponseReturnValue:
    """Change the password, and end all log-ins: one of them may be the reason for it."""
    new: NewPassword = body(NewPassword)
    if not knows(new.password, user) or not keep(user, hashed(new.new_password)):
        abort(403, "The password is wrong.")
    session().execute(delete(LogIn).where(LogIn.user_id == user_id))
    session().commit()
    return "", 204


@accounts.post("/tokens")
@requires_token("tokens:write")
def delegate(user: User) -> ResponseReturnValue:
    """Return an access token with fewer rights, for a program that shall never see the password."""
    new: Delegation = body(Delegation)
    seconds = new.minutes * 60
    keys, sid = current_app.config["KEYS"], g.claims.sid
    token = tokens.issue(keys, "access", user.user_id, sid, new.scope, lifetime=seconds)
    return (
        {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": new.scope},
        201,
        NO_STORE,
    )
