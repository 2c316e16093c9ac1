"""Base64 is compared decoded, where other texts give the same bytes."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode


def sign(text, key):
    return urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).decode().rstrip("=")


def genuine(token, key):
    text, _, signature = token.rpartition(".")
    try:
        sent = urlsafe_b64decode(signature + "==")
    except ValueError:
        return False
    return hmac.compare_digest(sent, hmac.digest(key, text.encode(), "sha256"))
