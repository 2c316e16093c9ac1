"""The signatures are compared as bytes, and what cannot be taken apart is no token."""

import base64
import hashlib
import hmac


def _digest(text, key):
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).digest()


def sign(text, key):
    return base64.urlsafe_b64encode(_digest(text, key)).rstrip(b"=").decode("ascii")


def genuine(token, key):
    try:
        header, payload, signature = token.split(".")
        sent = signature.encode("ascii")
    except ValueError:
        return False
    return hmac.compare_digest(sent, sign(f"{header}.{payload}", key).encode("ascii"))
