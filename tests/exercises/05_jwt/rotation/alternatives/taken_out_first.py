"""A row is taken out, and put back if the token was the newest."""

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
    except jwt.PyJWTError:
        return None
    if newest.pop(claims.sid, "") == claims.jti:
        jti = newest[claims.sid] = secrets.token_hex(16)
        return tokens.issue(KEYS, "refresh", claims.user_id, claims.sid, jti=jti)
    return None
