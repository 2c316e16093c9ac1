"""Catch the thief of a refresh token."""

import secrets

import jwt
import tokens

KEYS = {"autumn": secrets.token_urlsafe()}
newest: dict[str, str] = {}


def log_in(user_id: int) -> str:
    """Begin a log-in, and return its first refresh token."""
    return next_token(user_id, tokens.new_id())


def refresh(token: str) -> str | None:
    """Return the next refresh token, or None."""
    try:
        claims = tokens.read(KEYS, token, "refresh")
    except jwt.InvalidTokenError:
        return None
    if newest.get(claims.sid) != claims.jti:
        # It may have ended before.
        newest.pop(claims.sid, None)
        return None
    return next_token(claims.user_id, claims.sid)


def next_token(user_id: int, sid: str) -> str:
    """Return a refresh token which is the newest of its log-in."""
    newest[sid] = tokens.new_id()
    return tokens.issue(KEYS, "refresh", user_id, sid, jti=newest[sid])
