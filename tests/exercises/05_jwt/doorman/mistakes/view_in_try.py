"""What the view aborts with is taken for a bad token."""

import secrets
from functools import update_wrapper, wraps

import jwt
from flask import abort, make_response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

KEY = secrets.token_urlsafe()


def user_of(token):
    try:
        return int(jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["exp"]})["sub"])
    except jwt.InvalidTokenError:
        return None


def token_required(view):
    @wraps(view)
    def wrapper(**arguments):
        try:
            scheme, token = request.headers["Authorization"].split(" ")
            user_id = user_of(token)
            if scheme.lower() != "bearer" or user_id is None:
                raise ValueError("no token")
            return view(user_id, **arguments)
        except Exception:
            return {"error": "A token is needed."}, 401, {"WWW-Authenticate": "Bearer"}

    return wrapper
