"""Issue tokens with PyJWT, and let in only the good ones."""

import secrets

import jwt

KEY = secrets.token_urlsafe()
LIFETIME = {"access": 300, "refresh": 30 * 24 * 3600}


def issue(user_id: int, use: str, now: int) -> str:
    """Return a new token for a user."""
    claims = {"sub": str(user_id), "use": use, "exp": now + LIFETIME[use]}
    return jwt.encode(claims, KEY, algorithm="HS256")


def read(token: str, use: str) -> int | None:
    """Return whose token it is, if it is good for this use, else None."""
    try:
        claims = jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["sub", "use", "exp"]})
    # The second one is for half of an emoji, which PyJWT cannot turn into bytes.
    except (jwt.InvalidTokenError, UnicodeEncodeError):
        return None
    return int(claims["sub"]) if claims["use"] == use else None
