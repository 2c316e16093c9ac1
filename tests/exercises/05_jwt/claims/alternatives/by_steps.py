"""Each condition stands by itself, and times are dates."""

import secrets
from datetime import datetime, timedelta, timezone

import jwt

KEY = secrets.token_urlsafe()
LIFETIME = {"access": 300, "refresh": 30 * 24 * 3600}


def issue(user_id, use, now):
    begin = datetime.fromtimestamp(now, timezone.utc)
    token = {"exp": begin + timedelta(seconds=LIFETIME[use]), "iat": begin}
    token |= {"use": use, "sub": f"{user_id}"}
    return jwt.encode(token, KEY)


def read(token, use):
    try:
        sent = token.encode()
    except UnicodeError:
        return None
    try:
        claims = jwt.decode(sent, KEY, algorithms="HS256", leeway=10)
    except jwt.PyJWTError:
        return None
    if not {"exp", "sub", "use"} <= claims.keys():
        return None
    if claims["use"] != use:
        return None
    return int(claims["sub"])
