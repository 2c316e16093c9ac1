"""The bytes in hexadecimal digits, as many programs print them."""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode


def sign(text, key):
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def genuine(token, key):
    text, _, signature = token.rpartition(".")
    return hmac.compare_digest(signature.encode(), sign(text, key).encode())
