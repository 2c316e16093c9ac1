"""HMAC takes bytes, not a text."""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode


def sign(text, key):
    return urlsafe_b64encode(hmac.digest(key, text, "sha256")).decode().rstrip("=")


def genuine(token, key):
    text, _, signature = token.rpartition(".")
    return hmac.compare_digest(signature.encode(), sign(text, key).encode())
