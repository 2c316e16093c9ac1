"""A JSON Web Token by hand: three texts in base64url with dots between them, and nothing secret in them.

    uv run python 05_jwt/by_hand.py

The third one proves that whoever wrote the first two knows the key (RFC 7515
and RFC 7519). Standard library only; at the end PyJWT makes the same token,
byte for byte.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import jwt

HEADER = {"alg": "HS256", "typ": "JWT"}


def base64url(data: bytes) -> str:
    """Return bytes as letters that fit into a URL and a header, without the = (RFC 7515, 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Return the bytes again; raise ValueError if the text has a length that no bytes give."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def part(value: dict[str, Any]) -> str:
    """Return a JSON object as a header or a payload: no blanks, in UTF-8, in base64url."""
    return base64url(json.dumps(value, separators=(",", ":")).encode())


def signature(signed: str, key: bytes) -> bytes:
    """Return what HS256 is: HMAC with SHA-256 over header, dot and payload (RFC 7518, 3.2)."""
    return hmac.digest(key, signed.encode(), hashlib.sha256)


def encode(payload: dict[str, Any], key: bytes) -> str:
    """Return a token: header, payload, signature."""
    signed = f"{part(HEADER)}.{part(payload)}"
    return f"{signed}.{base64url(signature(signed, key))}"


def decode(token: str, key: bytes) -> Any:
    """Return the payload; raise ValueError if the token was not signed with this key."""
    signed, _, sent = token.rpartition(".")
    # Compared in equal time, so that nobody can guess a signature byte by byte with a watch.
    if not hmac.compare_digest(from_base64url(sent), signature(signed, key)):
        raise ValueError("the signature is that of another key, or of another payload")
    return json.loads(from_base64url(signed.partition(".")[2]))


if __name__ == "__main__":
    key = b"a key for this page, 32 bytes and more"
    payload = {"name": "John Doe", "admin": True}
    token = encode(payload, key)
    for name, text in zip(("header", "payload", "signature"), token.split("."), strict=True):
        print(f"{name:9} {text}")
        print(f"          {len(from_base64url(text))} bytes: {from_base64url(text)!r}")
    print("decoded  ", decode(token, key))
    try:
        decode(token, b"another key, which has 32 bytes, too")
    except ValueError as error:
        print("with another key:", error)
    print("PyJWT makes the same:", jwt.encode(payload, key, algorithm="HS256") == token)
    print("PyJWT reads it:      ", jwt.decode(token, key, algorithms=["HS256"]))
