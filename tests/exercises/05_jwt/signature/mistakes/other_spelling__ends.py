"""A token that only ends with the signature is taken for good."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode


def sign(text, key):
    return urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).decode().rstrip("=")


def genuine(token, key):
    text, _, signature = token.rpartition(".")
    return token.endswith(sign(text, key))
