"""JSON Web Tokens (RFC 7519, signed as RFC 7515 says), made and read by PyJWT.

A token says who (`sub`), until when (`exp`), from which log-in (`family`) and
for what (`use`): an access token opens the API for 15 minutes, a refresh token
gets the next pair, a browser token lives in a page's cookie, a personal token
hands some rights (`scope`) to a program. Who signed out or changed the
password is asked of the database, at each request.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

import jwt

from account_book.errors import Unauthorized

Use = Literal["access", "refresh", "browser", "personal"]
Right = Literal["read", "write"]

ALGORITHM = "HS256"
ISSUER = AUDIENCE = "account-book"
LIFETIME = {
    "access": timedelta(minutes=15),
    "refresh": timedelta(days=30),
    "browser": timedelta(days=30),
}
KEY_BYTES = 32
"""The least a key for HS256 must have (RFC 7518, 3.2)."""

_COMMON_SECRETS = ("secret", "changeme", "change-me", "password", "development", "insecure", "example")


class WeakKey(ValueError):
    """Raised if a signing key could be guessed."""


@dataclass(frozen=True)
class Scope:
    """What a personal token is for: to read or to write, in one book or in all of its user's."""

    right: Right
    book_id: int | None = None

    def __str__(self) -> str:
        return self.right if self.book_id is None else f"{self.right}:{self.book_id}"

    @classmethod
    def parse(cls, text: str) -> "Scope":
        """Return the scope that `str` made this text of; raise ValueError for any other text."""
        found = _SCOPE.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return cls(found["right"], int(found["book"]) if found["book"] else None)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Claims:
    """What a valid token says; `scope` is None where it may do all that its user may."""

    user_id: int
    jti: str
    family: str
    epoch: int
    expires_at: datetime
    scope: Scope | None = None


def new_id() -> str:
    """Return 96 random bits as 16 characters, for a `jti` or a family."""
    return secrets.token_urlsafe(12)


def check_key(key: str) -> str:
    """Return `key`; raise WeakKey if it is short, a well-known word, or hardly varied."""
    raw = key.encode()
    if len(raw) < KEY_BYTES:
        raise WeakKey(f"The secret key has {len(raw)} bytes; it needs at least {KEY_BYTES}.")
    if len(set(key)) < 10 or any(word in key.lower() for word in _COMMON_SECRETS):
        raise WeakKey("The secret key can be guessed; let the program make one.")
    return key


def issue(
    key: str,
    use: Use,
    *,
    user_id: int,
    epoch: int,
    family: str,
    jti: str,
    lifetime: timedelta | None = None,
    scope: Scope | None = None,
) -> str:
    """Sign a token of this use for a user; a personal one has a lifetime and a scope of its own."""
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user_id),
        "iat": now,
        "exp": now + (lifetime or LIFETIME[use]),
        "jti": jti,
        "use": use,
        "family": family,
        "epoch": epoch,
        **({"scope": str(scope)} if scope else {}),
    }
    return jwt.encode(claims, key, algorithm=ALGORITHM)


def read(key: str, token: str, *uses: Use) -> Claims:
    """Return the claims of a valid token of one of these uses; raise Unauthorized for any other."""
    found, claims = _verified(key, token)
    if found not in uses or claims.expires_at <= datetime.now(UTC):
        raise Unauthorized
    return claims


# A client sends the same token with each request for 15 minutes, and its signature stays as
# good as it was; checking it anew took an eighth of the time of a report.
@lru_cache(maxsize=1024)
def _verified(key: str, token: str) -> tuple[str, Claims]:
    if not _SHAPE.fullmatch(token):
        raise Unauthorized
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            leeway=_CLOCKS_APART,
            options=_OPTIONS,
        )
    except jwt.InvalidTokenError:
        raise Unauthorized from None
    use, jti, family, subject = (claims[name] for name in ("use", "jti", "family", "sub"))
    epoch, issued_at, expires_at = (claims[name] for name in ("epoch", "iat", "exp"))
    # PyJWT reads numbers from texts too, and neither a calendar nor a column holds all numbers.
    if not all(type(number) is int and abs(number) < _FAR for number in (epoch, issued_at, expires_at)):
        raise Unauthorized
    # All that we write into a token is ASCII; half a surrogate pair would stop the database's driver.
    if not all(type(text) is str and text.isascii() for text in (use, jti, family, subject)):
        raise Unauthorized
    if not (subject.isdigit() and len(subject) < 19):
        raise Unauthorized
    scope = _scope(claims) if use == "personal" else None
    return use, Claims(int(subject), jti, family, epoch, datetime.fromtimestamp(expires_at, UTC), scope)


def _scope(claims: dict[str, Any]) -> Scope:
    try:
        return Scope.parse(claims["scope"])
    except (KeyError, TypeError, ValueError):
        raise Unauthorized from None


_SCOPE = re.compile(r"(?P<right>read|write)(?::(?P<book>[1-9][0-9]{0,17}))?", re.ASCII)


# Three parts in the alphabet of base64url. A lenient reader would skip what is not of it, and one
# token would have many spellings.
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# Two servers never have the same time, and one may issue what the other reads a moment before.
_CLOCKS_APART = timedelta(minutes=1)
# In seconds since 1970, the year 2514.
_FAR = 2**34
_OPTIONS: jwt.types.Options = {
    "require": ["iss", "aud", "sub", "iat", "exp", "jti", "use", "family", "epoch"],
    "enforce_minimum_key_length": True,
}
