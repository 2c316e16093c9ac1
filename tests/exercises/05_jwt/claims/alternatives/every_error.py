"""Whatever goes wrong, it is no good token."""

import secrets

import jwt

KEY = secrets.token_urlsafe()
LIFETIME = dict(access=300, refresh=2_592_000)


def issue(user_id, use, now):
    return jwt.encode(dict(sub=str(user_id), use=use, exp=now + LIFETIME[use]), KEY, "HS256")


def read(token, use):
    try:
        claims = jwt.decode(token, KEY, ["HS256"])
        claims["exp"]
        return {claims["use"]: int(claims["sub"])}.get(use)
    except Exception:
        return None
