"""Let nobody into a view without a good token."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

import jwt
from flask import request

KEY = secrets.token_urlsafe()


def user_of(token: str) -> int | None:
    """Return the number of the user whose token it is, or None if it is not good."""
    try:
        return int(jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["exp"]})["sub"])
    except jwt.InvalidTokenError:
        return None


def token_required(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return the view as one that asks for a token, and gets the user first."""

    @wraps(view)
    def wrapper(**arguments: Any) -> Any:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        user_id = user_of(token) if scheme.lower() == "bearer" else None
        if user_id is None:
            return {"error": "A token is needed."}, 401, {"WWW-Authenticate": "Bearer"}
        return view(user_id, **arguments)

    return wrapper
