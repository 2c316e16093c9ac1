"""What has not three parts cannot be unpacked."""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode


def sign(text, key):
    return urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).decode().rstrip("=")


def genuine(token, key):
    header, payload, signature = token.split(".")
    return hmac.compare_digest(signature.encode(), sign(f"{header}.{payload}", key).encode())
