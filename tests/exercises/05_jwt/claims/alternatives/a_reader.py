"""With an object that has the options, and a claim that is checked by an error of its own."""

import secrets
from contextlib import suppress

import jwt

KEY = secrets.token_urlsafe()
LIFETIME = {"access": 300, "refresh": 30 * 24 * 3600}
reader = jwt.PyJWT(options={"require": ["exp", "sub"]})


class WrongUse(jwt.InvalidTokenError):
    pass


def issue(user_id, use, now):
    return reader.encode(
        {"sub": str(user_id), "use": use, "exp": LIFETIME[use] + now}, KEY, algorithm="HS256"
    )


def _checked(token, use):
    claims = reader.decode(token, KEY, algorithms=["HS256"])
    if claims.get("use") != use:
        raise WrongUse(use)
    return int(claims["sub"])


def read(token, use):
    with suppress(jwt.InvalidTokenError, UnicodeEncodeError):
        return _checked(token, use)
