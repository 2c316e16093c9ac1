"""The base64 of digits, not of the bytes."""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode


def sign(text, key):
    digest = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return urlsafe_b64encode(digest.encode()).decode().rstrip("=")


def genuine(token, key):
    text, _, signature = token.rpartition(".")
    return hmac.compare_digest(signature.encode(), sign(text, key).encode())
