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
# Whoever keeps answers on the way must not keep these (RFC 6749, 5.1).
NO_STORE = {"Cache-Control": "no-store"}
# Whoever holds a token that was handed on must not hand on more of them, for ever.
HANDED_ON = set(tokens.SCOPES) - {"tokens:write"}


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
        """Return the scopes in order; raise ValueError for others, and for none."""
        if not (asked := set(scope.split())) or not asked <= HANDED_ON:
            raise ValueError(f"some of these, with blanks between them: {' '.join(sorted(HANDED_ON))}")
        return " ".join(sorted(asked))


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    return generate_password_hash(password, current_app.config["PASSWORD_HASH"])


def wrong() -> Unauthorized:
    """Return the one answer to all log-ins that are refused."""
    return Unauthorized("Nickname or password is wrong.", www_authenticate=WWWAuthenticate("bearer"))


def check_password(user: User | None, password: str) -> User:
    """Return the user if the password is theirs; a wrong one and an unknown user are the same 401."""
    # Nobody's password takes as long to check, so a watch does not tell who has an account.
    password_hash = user.password_hash if user else current_app.config["NOBODYS_HASH"]
    if not check_password_hash(password_hash, password) or not user:
        raise wrong()
    return user


def hold(user: User) -> None:
    """Keep the user as they are until commit(); a password that was changed since it was checked is a 401."""
    # Who changes it ends all log-ins, and could not know of the one that is about to begin.
    same = update(User).where(User.user_id == user.user_id, User.password_hash == user.password_hash)
    if not session().connection().execute(same.values(password_hash=user.password_hash)).rowcount:
        raise wrong()


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
    # The connection goes back to the pool: checking a password takes long, and needs none.
    session().commit()
    user = check_password(user, sent.password)
    hold(user)
    tokens_of_it = begin(session(), current_app.config["KEYS"], user.user_id)
    forget_expired(session(), user.user_id)
    return tokens_of_it, 200, NO_STORE


@accounts.post("/refresh")
def refresh() -> ResponseReturnValue:
    """Return the next pair of tokens; a refresh token that was used before ends the log-in, and is a 401."""
    sent: RefreshToken = body(RefreshToken)
    return rotate(session(), current_app.config["KEYS"], sent.refresh_token), 200, NO_STORE


@accounts.post("/logout")
def log_out() -> ResponseReturnValue:
    """End a log-in, and with it all tokens that came from it."""
    sent: RefreshToken = body(RefreshToken)
    end(session(), tokens.read(current_app.config["KEYS"], sent.refresh_token, "refresh").login)
    return "", 204


@accounts.put("/users/<id:user_id>/password")
@requires_token("tokens:write")
def change_password(user: User, user_id: int) -> ResponseReturnValue:
    """Change the password, and end all log-ins: one of them may be the reason for it."""
    new: NewPassword = body(NewPassword)
    check_password(user, new.password).password_hash = hashed(new.new_password)
    session().execute(delete(LogIn).where(LogIn.user_id == user_id))
    session().commit()
    return "", 204


@accounts.post("/tokens")
@requires_token("tokens:write")
def hand_on(user: User) -> ResponseReturnValue:
    """Return an access token with fewer rights, for a program that shall never see the password."""
    new: Delegation = body(Delegation)
    seconds = new.minutes * 60
    keys, login = current_app.config["KEYS"], g.claims.login
    token = tokens.issue(keys, "access", user.user_id, login, new.scope, lifetime=seconds)
    return (
        {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": new.scope},
        201,
        NO_STORE,
    )
