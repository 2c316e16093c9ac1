"""The dots are counted first, and the last one cuts."""

import hmac
from base64 import b64encode


def sign(text, key):
    checksum = hmac.HMAC(key, digestmod="sha256")
    for character in text:
        checksum.update(character.encode())
    letters = b64encode(checksum.digest(), altchars=b"-_")
    return str(letters[:43], "ascii")


def genuine(token, key):
    if token.count(".") != 2 or not token.isascii():
        return False
    end = token.rindex(".")
    return hmac.compare_digest(token[end + 1 :], sign(token[:end], key))
