"""The guard of stage 02 again, a decorator on a view; what it asks for now is a token.

    uv run flask --app 05_jwt/jwt_server run --port 8000

requires_key in flask_guards.py compares one key that all clients share. A token
says who asks and what for, so the view gets the user, and other people's books
do not exist for it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import jwt
import tokens
from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from jwt_models import LogIn, User
from request_session import session
from sqlalchemy import select

View = Callable[..., ResponseReturnValue]

INVALID = {"error": "The token is missing, or no longer good. Log in, and send what you get."}


def refuse_token(error: jwt.InvalidTokenError) -> ResponseReturnValue:
    """Answer 401 (RFC 6750, 3.1), and why only in the log: it would tell an attacker how far they got."""
    # As repr(), because some of PyJWT's messages quote the token, line ends and all.
    current_app.logger.info("401: %r", error)
    return INVALID, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def bearer_token() -> str:
    """Return the token in the header `Authorization: Bearer ...`; raise jwt.InvalidTokenError if none is."""
    sent = request.authorization
    if not sent or sent.type != "bearer" or not sent.token:
        raise jwt.InvalidTokenError("There is no token")
    return sent.token


def owner_of(claims: tokens.Claims) -> User:
    """Return the user of a log-in that has not ended; raise jwt.InvalidTokenError if it has.

    The user is needed anyway. A server that asks no database here has to wait until the token expires.
    """
    query = select(User).join(LogIn).where(LogIn.login == claims.login, User.user_id == claims.user_id)
    if not (user := session().scalar(query)):
        raise jwt.InvalidTokenError("The log-in has ended")
    # What the view does comes in a transaction of its own, which sees what is there by then.
    session().commit()
    return user


def requires_token(*scopes: str) -> Callable[[View], View]:
    """Return a decorator: the view gets the user first, if the token has these scopes; else 401 or 403."""

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            claims = tokens.read(current_app.config["KEYS"], bearer_token(), "access")
            user = owner_of(claims)
            g.claims = claims
            # That somebody has a book is private as well, so it is a 404 and no 403.
            if kwargs.get("user_id", user.user_id) != user.user_id:
                abort(404, f"There is no user {kwargs['user_id']}.")
            if missing := sorted(set(scopes) - claims.scope):
                asked = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{" ".join(scopes)}"'}
                return {"error": f"This token is not good for {' '.join(missing)}."}, 403, asked
            return view(user, *args, **kwargs)

        return wrapper

    return decorator
