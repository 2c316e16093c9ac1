"""An object stands in place of the view."""

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


class token_required:
    def __init__(self, view):
        self.view = view
        update_wrapper(self, view)

    def __call__(self, **arguments):
        words = request.headers.get("Authorization", "").split()
        match [word.lower() for word in words[:1]], words[1:]:
            case ["bearer"], [token] if user_id := user_of(token):
                return self.view(user_id, **arguments)
        answer = make_response("Bring a token.", 401)
        answer.headers["www-authenticate"] = 'Bearer error="invalid_token"'
        return answer
