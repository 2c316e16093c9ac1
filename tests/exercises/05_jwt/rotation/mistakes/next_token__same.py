"""The same number again is the same token, a second later."""

import secrets

import jwt
import tokens

KEYS = {"autumn": secrets.token_urlsafe()}
newest = {}


def log_in(user_id):
    sid, jti = tokens.new_id(), tokens.new_id()
    newest[sid] = jti
    return tokens.issue(KEYS, "refresh", user_id, sid, jti=jti)


def refresh(token):
    try:
        claims = tokens.read(KEYS, token, "refresh")
    except jwt.InvalidTokenError:
        return None
    if newest.get(claims.sid) != claims.jti:
        newest.pop(claims.sid, None)
        return None
    return token
