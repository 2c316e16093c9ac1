"""A token as a server makes and reads it: who, for what, by which key, and until when.

    uv run python 05_jwt/tokens.py

PyJWT does what by_hand.py does. It checks the claims as well (RFC 7519, 4.1),
but only what it is told to expect; what a reader leaves out here, an attacker
of attacks.py puts in (RFC 8725).
"""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import jwt

Use = Literal["access", "refresh"]

# The slides have one name, JWT_ALGORITHMS, for what encode() wants as a text and decode() as a list.
ALGORITHM = "HS256"
ISSUER, AUDIENCE = "household-book", "household-book-api"
# In seconds. An access token cannot be taken back, so it lives as long as one can live with that.
LIFETIME: dict[Use, int] = {"access": 300, "refresh": 30 * 24 * 3600}
# Two servers' clocks may differ by this much, in seconds.
LEEWAY = 10
# What a token may be good for; each view of jwt_book.py says what it asks for.
SCOPES = ("entries:read", "entries:write", "entries:delete", "transfers:write", "tokens:write")
ID = re.compile(r"[\w-]{1,64}", re.ASCII)
FORMS = {
    "sub": re.compile("[1-9][0-9]{0,8}"),
    "sid": ID,
    "jti": ID,
    "scope": re.compile("[a-z: ]*"),
}
REQUIRED = ["iss", "aud", "sub", "iat", "exp", "jti", "use", "sid", "scope"]
# The alphabet of base64url, which a lenient reader does not insist on: then one token has many spellings.
SHAPE = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


@dataclass(frozen=True)
class Claims:
    """What a valid token says: whose it is, from which log-in it comes, and what it is good for."""

    user_id: int
    sid: str
    jti: str
    scope: frozenset[str]


def new_id() -> str:
    """Return 96 random bits as 16 letters: a number that nobody gives twice, and nobody guesses."""
    return secrets.token_urlsafe(12)


def issue(
    keys: Mapping[str, str],
    use: Use,
    user_id: int,
    sid: str,
    scope: str = "",
    *,
    jti: str | None = None,
    lifetime: int | None = None,
) -> str:
    """Return a new token, signed with the first key. A scope is a list of rights, separated by spaces."""
    kid = next(iter(keys))
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        # A text: RFC 7519, 4.1.2 wants it, and PyJWT refuses to read a number.
        "sub": str(user_id),
        "iat": now,
        "exp": now + (LIFETIME[use] if lifetime is None else lifetime),
        "jti": jti or new_id(),
        "use": use,
        "sid": sid,
        "scope": scope,
    }
    return jwt.encode(claims, keys[kid], algorithm=ALGORITHM, headers={"kid": kid})


def read(keys: Mapping[str, str], token: str, use: Use) -> Claims:
    """Return what a token of this use says; raise jwt.InvalidTokenError for every other."""
    if not SHAPE.fullmatch(token):
        raise jwt.InvalidTokenError("These are not three parts in base64url")
    if (kid := kid_of(token.partition(".")[0])) not in keys:
        raise jwt.InvalidTokenError("The key is unknown")
    claims = jwt.decode(
        token,
        keys[kid],
        algorithms=[ALGORITHM],
        issuer=ISSUER,
        audience=AUDIENCE,
        leeway=LEEWAY,
        options={"require": REQUIRED, "strict_aud": True, "enforce_minimum_key_length": True},
    )
    if not well_formed(claims):
        raise jwt.InvalidTokenError("A claim has another form")
    if claims["use"] != use:
        raise jwt.InvalidTokenError(f"This is no {use} token")
    return Claims(int(claims["sub"]), claims["sid"], claims["jti"], frozenset(claims["scope"].split()))


def well_formed(claims: Mapping[str, Any]) -> bool:
    """Return whether each claim is of the type and form that issue() gives it."""
    # PyJWT takes "exp": "1795421105" as well, and MySQL finds "x" where it is asked for "x ".
    times = (claims.get(name, 0) for name in ("iat", "nbf", "exp"))
    texts = ((form, claims[name]) for name, form in FORMS.items())
    return all(type(time) is int for time in times) and all(
        type(text) is str and form.fullmatch(text) for form, text in texts
    )


# All tokens of a key have the same header, and reading it takes a third of the time of all the rest.
@lru_cache(maxsize=64)
def kid_of(header: str) -> str:
    """Return which key a header names; raise jwt.InvalidTokenError if it holds anything else."""
    # The two dots make a token of it, with nothing in its other parts.
    found = jwt.get_unverified_header(f"{header}..")
    # No key that a token brings along (jwk, jku, x5u), no extension (crit): RFC 7515, 4.1.
    if found.keys() != {"alg", "kid", "typ"} or found["typ"] != "JWT":
        raise jwt.InvalidTokenError("The header is not one of ours")
    return str(found["kid"])


if __name__ == "__main__":
    keys = {"autumn": secrets.token_urlsafe(32)}
    token = issue(keys, "access", 1, new_id(), "entries:read entries:write")
    print("token  ", token)
    print("header ", jwt.get_unverified_header(token))
    print("payload", jwt.decode(token, options={"verify_signature": False}))
    print("read   ", read(keys, token, "access"))
    for what, wrong in {
        "expired": issue(keys, "access", 1, new_id(), lifetime=-LEEWAY),
        "for refreshing": issue(keys, "refresh", 1, new_id()),
        "of another key": issue({"autumn": secrets.token_urlsafe(32)}, "access", 1, new_id()),
    }.items():
        try:
            print(what, read(keys, wrong, "access"))
        except jwt.InvalidTokenError as error:
            print(f"{what:15} {type(error).__name__}: {error}")
