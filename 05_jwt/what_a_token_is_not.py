"""What a token is not: it is no secret, and it cannot be taken back.

    uv run python 05_jwt/what_a_token_is_not.py

Slide 57 calls a token encrypted. It is signed: anybody can read it, and nobody
can change it. And the server that checks a signature, and nothing else, has
nothing that it could forget.
"""

import json
import secrets

import jwt
import tokens
from by_hand import from_base64url, part


def without_a_key(token: str) -> str:
    """Return what a token says; nothing but base64 stands in the way."""
    return from_base64url(token.split(".")[1]).decode()


def changed(token: str, **claims: str) -> str:
    """Return the token with other claims and the signature that it had."""
    header, payload, signature = token.split(".")
    claims = json.loads(from_base64url(payload)) | claims
    return f"{header}.{part(claims)}.{signature}"


def verdict(keys: dict[str, str], token: str) -> str:
    """Return what a server says that has nothing but keys."""
    try:
        return f"good for user {tokens.read(keys, token, 'access').user_id}"
    except jwt.InvalidTokenError as error:
        return f"refused: {error}"


if __name__ == "__main__":
    keys = {"autumn": secrets.token_urlsafe(32)}
    token = tokens.issue(keys, "access", 1, tokens.new_id(), "entries:read")
    print("Anybody reads it:   ", without_a_key(token))
    print("Nobody changes it:  ", verdict(keys, changed(token, sub="2")))
    print()
    print("huey logs in:       ", verdict(keys, token))
    stolen = token
    token = ""
    print("huey logs out: the page forgets the token. Somebody has copied it before:")
    print("the copy, now:      ", verdict(keys, stolen))
    seconds = tokens.LIFETIME["access"] + tokens.LEEWAY
    print(f"and it stays good for {seconds} seconds. Three ways out, and each has a price:")
    old = tokens.issue(keys, "access", 1, tokens.new_id(), lifetime=-tokens.LEEWAY)
    print("  let it expire soon:    ", verdict(keys, old))
    new_keys = {"winter": secrets.token_urlsafe(32)}
    print("  take the key out:      ", verdict(new_keys, stolen), "- and so is every other token")
    print("  ask a database as well: then it is a session again, see token_guard.py")
