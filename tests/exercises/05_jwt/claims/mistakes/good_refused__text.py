"""The subject comes back as the text that it is."""

import secrets

import jwt

KEY = secrets.token_urlsafe()
LIFETIME = {"access": 300, "refresh": 30 * 24 * 3600}


def issue(user_id, use, now):
    claims = {"sub": str(user_id), "use": use, "exp": now + LIFETIME[use]}
    return jwt.encode(claims, KEY, algorithm="HS256")


def read(token, use):
    try:
        claims = jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["sub", "use", "exp"]})
    except (jwt.InvalidTokenError, UnicodeEncodeError):
        return None
    return claims["sub"] if claims["use"] == use else None
