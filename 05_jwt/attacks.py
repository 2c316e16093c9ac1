"""Forged and misused tokens, each shown to a careless reader and to tokens.py.

    uv run python 05_jwt/attacks.py

The careless reader checks the signature as the token's own header says, as
libraries did until 2015, and no claim. It lets in whoever knows how (RFC 8725, 2).
"""

import json
import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import jwt
import tokens
from by_hand import base64url, from_base64url, part, signature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY = secrets.token_urlsafe(32)
KEYS = {"autumn": KEY}
HEADER = {"alg": "HS256", "kid": "autumn", "typ": "JWT"}


def careless(token: str, key: bytes) -> None:
    """Raise ValueError if the signature is not what the token's own header asks for."""
    signed, _, sent = token.rpartition(".")
    algorithm = json.loads(from_base64url(signed.partition(".")[0]))["alg"].lower()
    if algorithm not in ("none", "") and from_base64url(sent) != signature(signed, key):
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
    return {
        **{
            f"alg {name!r}": f"{part(HEADER | {'alg': name})}.{part(forged)}.AAAA"
            for name in ("none", "None", "NONE", "nOnE", "")
        },
        "changed payload": f"{header}.{part(forged)}.{end}",
        "wrong key": signed(HEADER, forged, b"a key that the attacker has made up"),
        "brings its key": signed(HEADER | {"jwk": {"kty": "oct"}}, claims),
        "expired": signed(HEADER, claims | {"exp": now - 60}),
        "never expires": signed(HEADER, {name: claims[name] for name in claims if name != "exp"}),
        "not yet valid": signed(HEADER, claims | {"nbf": now + 60}),
        "another audience": signed(HEADER, claims | {"aud": "photo-album"}),
        "another issuer": signed(HEADER, claims | {"iss": "photo-album"}),
        "refresh as access": tokens.issue(KEYS, "refresh", 1, tokens.new_id()),
    }


def confusion() -> tuple[str, bytes]:
    """Return a token and the public key of a server that signs with RS256; its public key is no secret."""
    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return signed({"alg": "HS256", "typ": "JWT"}, {"sub": "1", "exp": time.time() + 60}, pem), pem


def verdict(reader: Callable[[], object]) -> str:
    """Return what a reader says of a token."""
    try:
        reader()
    except (jwt.PyJWTError, ValueError) as error:
        return f"refused: {error}"
    return "LET IN"


def compare(what: str, one: Callable[[], object], other: Callable[[], object]) -> None:
    """Print what two readers say."""
    print(f"{what:18} {verdict(one):26} {verdict(other)}")


if __name__ == "__main__":
    print(f"{'':18} {'a careless reader':26} a careful one")
    for what, token in forgeries().items():
        compare(what, partial(careless, token, KEY.encode()), partial(tokens.read, KEYS, token, "access"))
    token, pem = confusion()
    compare("key confusion", partial(careless, token, pem), partial(jwt.decode, token, pem, ["RS256"]))
