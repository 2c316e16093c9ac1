"""A token that has the signature somewhere is taken for good."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode


def sign(text, key):
    return urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).decode().rstrip("=")


def genuine(token, key):
    text, _, signature = token.rpartition(".")
    return sign(text, key) in token
