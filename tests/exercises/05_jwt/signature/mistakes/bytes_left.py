"""What base64 returns is bytes."""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode


def sign(text, key):
    return urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).rstrip(b"=")


def genuine(token, key):
    text, _, signature = token.rpartition(".")
    return hmac.compare_digest(signature.encode(), sign(text, key).encode())
