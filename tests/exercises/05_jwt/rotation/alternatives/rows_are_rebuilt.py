"""The dict is made anew each time, and errors lead the way."""

import secrets

import jwt
import tokens

KEYS = {"autumn": secrets.token_urlsafe()}
newest = {}


def log_in(user_id):
    return keep(user_id, secrets.token_urlsafe(9))


def keep(user_id, sid):
    global newest
    jti = tokens.new_id()
    newest = {**newest, sid: jti}
    return tokens.issue(KEYS, "refresh", user_id, sid, jti=jti)


def refresh(token):
    global newest
    try:
        claims = tokens.read(KEYS, token, "refresh")
        if newest[claims.sid] == claims.jti:
            return keep(claims.user_id, claims.sid)
        newest = {sid: jti for sid, jti in newest.items() if sid != claims.sid}
    except (jwt.InvalidTokenError, KeyError):
        pass
