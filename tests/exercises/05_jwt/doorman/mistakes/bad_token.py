"""Nobody looks whether there is a user."""

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
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return {"error": "A token is needed."}, 401, {"WWW-Authenticate": "Bearer"}
        return view(user_of(token), **arguments)

    return wrapper
