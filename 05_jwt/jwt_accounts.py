"""Signing up, logging in, refreshing, logging out, and a new password: where tokens come from.

    uv run flask --app 05_jwt/jwt_server run --port 8000

What a log-in is, and why a refresh token is good for one use, is in refresh_rotation.py.
"""

from typing import Annotated

import tokens
from flask import Blueprint, abort, current_app
from flask.typing import ResponseReturnValue
from jwt_models import LogIn, User
from jwt_requests import Body, Credentials, NewUser, body
from pydantic import StringConstraints
from refresh_rotation import NO_STORE, begin, end, forget_expired, rotate
from request_session import session
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from token_guard import requires_token
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.security import check_password_hash, generate_password_hash

accounts = Blueprint("accounts", __name__)
BEARER = WWWAuthenticate("bearer", {"realm": "household-book"})


class RefreshToken(Body):
    """The newest refresh token of a log-in."""

    refresh_token: str


class NewPassword(Body):
    """The old password and the new one."""

    password: Annotated[str, StringConstraints(max_length=1024)]
    new_password: Annotated[str, StringConstraints(min_length=8, max_length=1024)]


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    return generate_password_hash(password, current_app.config["PASSWORD_HASH"])


def knows(password: str, user: User | None) -> bool:
    """Return whether this is the user's password; nobody's is checked, too, and takes as long."""
    password_hash = user.password_hash if user else current_app.config["NOBODYS_HASH"]
    return check_password_hash(password_hash, password) and user is not None


def swap_hash(user: User, password_hash: str) -> bool:
    """Put a hash in place of the one that was checked; return False if that one is gone by now.

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
    right = knows(sent.password, user)
    # Swapped for itself: so the row is held until begin() commits, and is as it was when it was checked.
    if not (user and right and swap_hash(user, user.password_hash)):
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
    if not knows(new.password, user) or not swap_hash(user, hashed(new.new_password)):
        abort(403, "The password is wrong.")
    session().execute(delete(LogIn).where(LogIn.user_id == user_id))
    session().commit()
    return "", 204
