"""Forged and misused tokens, each shown to a careless reader and to tokens.py.

    uv run python 05_jwt/attacks.py

The careless reader checks the signature in the way that the token itself asks
for, as many libraries did, and looks at no claim (RFC 8725, 2).
"""

import json
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

import jwt
import tokens
from by_hand import base64url, from_base64url, part, signature

KEY = secrets.token_urlsafe(32)
KEYS = {"autumn": KEY}
MADE_UP = b"a key that the attacker has made up"
HEADER = {"alg": "HS256", "kid": "autumn", "typ": "JWT"}


def careless(token: str, key: bytes) -> None:
    """Raise ValueError if the signature is not what the token's own header asks for."""
    signed, _, sent = token.rpartition(".")
    header = json.loads(from_base64url(signed.partition(".")[0]))
    if "jwk" in header:
        key = from_base64url(header["jwk"]["k"])
    if header["alg"].lower() not in ("none", "") and from_base64url(sent) != signature(signed, key):
        raise ValueError("another signature")


def signed(header: dict[str, Any], claims: dict[str, Any], key: bytes = KEY.encode()) -> str:
    """Return a token with any header and any claims, signed as HS256 does."""
    text = f"{part(header)}.{part(claims)}"
    return f"{text}.{base64url(signature(text, key))}"


def forgeries() -> dict[str, str]:
    """Return tokens that a server must refuse, by what is wrong with them."""
    good = tokens.issue(KEYS, "access", 1, tokens.new_id())
    header, payload, end = good.split(".")
    claims = json.loads(from_base64url(payload))
    forged = claims | {"sub": "2"}
    now = claims["iat"]
    unsigned = {
        f"alg {name!r}": f"{part(HEADER | {'alg': name})}.{part(forged)}.AAAA"
        for name in ("none", "None", "NONE", "nOnE", "")
    }
    return unsigned | {
        "changed payload": f"{header}.{part(forged)}.{end}",
        "wrong key": signed(HEADER, forged, MADE_UP),
        "brings its key": signed(HEADER | {"jwk": {"kty": "oct", "k": base64url(MADE_UP)}}, forged, MADE_UP),
        "expired": signed(HEADER, claims | {"exp": now - 60}),
        "never expires": signed(HEADER, {name: claims[name] for name in claims if name != "exp"}),
        "not yet valid": signed(HEADER, claims | {"nbf": now + 60}),
        "another audience": signed(HEADER, claims | {"aud": "photo-album"}),
        "another issuer": signed(HEADER, claims | {"iss": "photo-album"}),
        "refresh as access": tokens.issue(KEYS, "refresh", 1, tokens.new_id()),
    }


def verdict(reader: Callable[[], object]) -> str:
    """Return what a reader says of a token."""
    try:
        reader()
    except (jwt.PyJWTError, ValueError) as error:
        return f"refused: {error}"
    return "LET IN"


if __name__ == "__main__":
    print(f"{'':18} {'a careless reader':26} tokens.py")
    for what, token in forgeries().items():
        one = verdict(partial(careless, token, KEY.encode()))
        other = verdict(partial(tokens.read, KEYS, token, "access"))
        print(f"{what:18} {one:26} {other}")
