"""The token itself is kept."""

import secrets

import jwt
import tokens

KEYS = {"autumn": secrets.token_urlsafe()}
newest = {}


def log_in(user_id):
    sid = tokens.new_id()
    newest[sid] = token = tokens.issue(KEYS, "refresh", user_id, sid)
    return token


def refresh(token):
    try:
        claims = tokens.read(KEYS, token, "refresh")
    except jwt.InvalidTokenError:
        return None
    if newest.get(claims.sid) != token:
        newest.pop(claims.sid, None)
        return None
    newest[claims.sid] = token = tokens.issue(KEYS, "refresh", claims.user_id, claims.sid)
    return token
