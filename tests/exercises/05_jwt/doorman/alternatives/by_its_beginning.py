"""What the header begins with is cut off, and the name is copied."""

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


def refuse():
    abort(401, www_authenticate=WWWAuthenticate("bearer"))


def token_required(view):
    def replacement(**arguments):
        header = request.environ.get("HTTP_AUTHORIZATION") or ""
        if header[:7].casefold() != "bearer ":
            refuse()
        user_id = user_of(header[7:])
        return refuse() if user_id is None else view(user_id, **arguments)

    replacement.__name__ = view.__name__
    return replacement
