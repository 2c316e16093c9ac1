"""A checksum of key and text is no HMAC."""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode


def sign(text, key):
    digest = hashlib.sha256(key + text.encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def genuine(token, key):
    text, _, signature = token.rpartition(".")
    return hmac.compare_digest(signature.encode(), sign(text, key).encode())
