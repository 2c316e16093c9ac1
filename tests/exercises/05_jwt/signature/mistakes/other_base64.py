"""The usual base64, with other letters."""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode


def sign(text, key):
    return b64encode(hmac.digest(key, text.encode(), "sha256")).decode().rstrip("=")


def genuine(token, key):
    text, _, signature = token.rpartition(".")
    return hmac.compare_digest(signature.encode(), sign(text, key).encode())
