"""The view is called before anybody looks."""

import secrets
from functools import wraps

import jwt
from flask import request

KEY = secrets.token_urlsafe()


def user_of(token):
    try:
        return int(jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["exp"]})["sub"])
    except jwt.InvalidTokenError:
        return None


def token_required(view):
    @wraps(view)
    def wrapper(**arguments):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return {"error": "A token is needed."}, 401, {"WWW-Authenticate": "Bearer"}
        user_id = user_of(token)
        answer = view(user_id, **arguments)
        if user_id is None:
            return {"error": "A token is needed."}, 401, {"WWW-Authenticate": "Bearer"}
        return answer

    return wrapper
