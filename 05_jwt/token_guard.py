"""The guard of stage 02 again, a decorator on a view; what it asks for now is a token.

    uv run flask --app 05_jwt/jwt_server run --port 8000

requires_key in flask_guards.py compares one key that all clients share. A token
says who asks and what for, so the view gets the user, and other people's books
do not exist for it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import jwt
import tokens
from bearer import bearer_token
from flask import abort, current_app, g
from flask.typing import ResponseReturnValue
from jwt_models import LogIn, User
from request_session import session
from sqlalchemy import select

View = Callable[..., ResponseReturnValue]


def owner_of(claims: tokens.Claims) -> User:
    """Return the user of a log-in that has not ended; raise jwt.InvalidTokenError if it has.

    The user is needed anyway. A server that asks no database here has to wait until the token expires.
    """
    lasts = (LogIn.sid == claims.sid, LogIn.user_id == claims.user_id, LogIn.expires_at > int(time.time()))
    user = session().scalar(select(User).join(LogIn).where(*lasts))
    if not user:
        raise jwt.InvalidTokenError("The log-in has ended")
    # What the view does comes in a transaction of its own, which sees what is there by then.
    session().commit()
    return user


def only_own(user: User, number: int | None) -> None:
    """Answer 404 if a path has the number of somebody else: that they have a book is private, too."""
    if number not in (None, user.user_id):
        abort(404, f"There is no user {number}.")


def refuse_scope(missing: set[str], scopes: tuple[str, ...]) -> ResponseReturnValue:
    """Answer 403, and say what a token needs to be good for (RFC 6750, 3.1)."""
    needed = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{" ".join(scopes)}"'}
    return {"error": f"This token is not good for {' '.join(sorted(missing))}."}, 403, needed


def requires_token(*scopes: str) -> Callable[[View], View]:
    """Return a decorator: the view gets the user first, if the token has these scopes; else 401 or 403."""

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            g.claims = tokens.read(current_app.config["KEYS"], bearer_token(), "access")
            user = owner_of(g.claims)
            only_own(user, kwargs.get("user_id"))
            if missing := set(scopes) - g.claims.scope:
                return refuse_scope(missing, scopes)
            return view(user, *args, **kwargs)

        return wrapper

    return decorator
