"""With the parts of PyJWT that do this."""

import jwt
from jwt.algorithms import HMACAlgorithm
from jwt.utils import base64url_encode

HS256 = HMACAlgorithm(HMACAlgorithm.SHA256)


def sign(text, key):
    return base64url_encode(HS256.sign(text.encode(), key)).decode()


def genuine(token, key):
    try:
        jwt.PyJWS().decode(token, key, algorithms=["HS256"])
    except jwt.InvalidTokenError:
        return False
    return True
