"""A row for each user, not for each log-in."""

import secrets

import jwt
import tokens

KEYS = {"autumn": secrets.token_urlsafe()}
newest = {}


def log_in(user_id):
    sid, jti = tokens.new_id(), tokens.new_id()
    newest[user_id] = jti
    return tokens.issue(KEYS, "refresh", user_id, sid, jti=jti)


def refresh(token):
    try:
        claims = tokens.read(KEYS, token, "refresh")
    except jwt.InvalidTokenError:
        return None
    if newest.get(claims.user_id) != claims.jti:
        newest.pop(claims.user_id, None)
        return None
    newest[claims.user_id] = jti = tokens.new_id()
    return tokens.issue(KEYS, "refresh", claims.user_id, claims.sid, jti=jti)
