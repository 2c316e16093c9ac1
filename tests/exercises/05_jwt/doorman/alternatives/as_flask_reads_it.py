"""Flask reads the header, and an error of Werkzeug is the answer."""

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


def who_asks():
    sent = request.authorization
    if sent and sent.type == "bearer" and sent.token:
        return user_of(sent.token)
    return None


def token_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        user_id = who_asks()
        if not user_id:
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "household-book"}))
        return view(user_id, *args, **kwargs)

    return guarded
