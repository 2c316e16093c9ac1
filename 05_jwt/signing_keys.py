"""The keys that sign: long, random, known to servers only, and replaced without logging anybody out.

    uv run python 05_jwt/signing_keys.py

Each key has a name (`kid`), which stands in a token's header. The first one
signs, all of them verify; so a new key comes in front, and the old one is taken
out when its last token has expired.
"""

import os
import secrets
import sys
from collections.abc import Mapping

import jwt
import tokens

THIS_RUN = "this-run"
COMMON = ("secret", "changeme", "change-me", "password", "example", "-----begin", "ssh-")
HOW_TO_WRITE_THEM = """JWT_KEYS holds a name and a key, as in autumn:KEY, and commas between several of them.
This makes a good key: uv run python -c "import secrets; print(secrets.token_urlsafe(32))\""""


def check(key: str) -> None:
    """Raise ValueError if a key is short, or looks like one of those that everybody tries first."""
    # RFC 7518, 3.2: a key for HS256 has at least as many bytes as SHA-256 gives.
    if len(key.encode()) < 32 or len(set(key)) < 10 or any(word in key.lower() for word in COMMON):
        raise ValueError("A key can be guessed, or has less than 32 bytes.")


def keys_in(text: str) -> dict[str, str]:
    """Return the keys of a text such as "autumn:KEY,summer:KEY"; raise ValueError if it is no such text."""
    keys: dict[str, str] = {}
    for pair in text.split(","):
        name, colon, key = pair.strip().partition(":")
        # What is wrong is not printed: it may be a key.
        if not (name and colon):
            raise ValueError("A key, or its name, is missing.")
        if name in keys:
            raise ValueError("Two keys have the same name.")
        check(key)
        keys[name] = key
    return keys


def chosen_keys() -> Mapping[str, str]:
    """Return the keys of the environment variable JWT_KEYS, or a new one, which only this process knows."""
    if not (written := os.environ.get("JWT_KEYS", "").strip()):
        return {THIS_RUN: secrets.token_urlsafe(32)}
    try:
        return keys_in(written)
    except ValueError as error:
        sys.exit(f"{error} {HOW_TO_WRITE_THEM}")


if __name__ == "__main__":
    summer, autumn = (f"{name}:{secrets.token_urlsafe(32)}" for name in ("summer", "autumn"))
    token = tokens.issue(keys_in(summer), "access", 1, tokens.new_id())
    print("A token is signed with", jwt.get_unverified_header(token)["kid"])
    for written in (summer, f"{autumn},{summer}", autumn):
        keys = keys_in(written)
        print("  keys", ", ".join(keys), end=": ")
        try:
            print("it is good for user", tokens.read(keys, token, "access").user_id)
        except jwt.InvalidTokenError as error:
            print(error)
    for what, bad in {
        "a key without a name": "secret",
        "a word": "summer:secret",
        "32 times the same": f"summer:{'a' * 32}",
        "a name twice": f"{summer},{summer}",
    }.items():
        try:
            keys_in(bad)
        except ValueError as error:
            print(f"{what:20}", error)
