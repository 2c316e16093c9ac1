"""Key confusion: a public key, known to everybody, is taken for the secret key of another algorithm.

    uv run python 05_jwt/key_confusion.py

With RS256 a server signs with its private key, and whoever has the public one
can verify. HS256 knows one key for both. A reader that lets the token choose
between the two verifies a forgery with the key that the forger has signed with
(RFC 8725, 2.1).
"""

from functools import partial
from typing import Any

import jwt
from attacks import verdict
from by_hand import decode, encode
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def careless(token: str, key: bytes) -> Any:
    """Return the payload; raise ValueError or jwt.PyJWTError if it is not signed as the token says it is."""
    if jwt.get_unverified_header(token)["alg"] == "HS256":
        return decode(token, key)
    return jwt.decode(token, key, algorithms=["RS256"])


if __name__ == "__main__":
    private = generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    print("What everybody may know:", public.decode().splitlines()[0])
    for what, token in {
        "a good token": jwt.encode({"sub": "1"}, private, algorithm="RS256"),
        "a forged one": encode({"sub": "2"}, public),
    }.items():
        print(what)
        print("  a careless reader        ", verdict(partial(careless, token, public)))
        for algorithms in (["RS256"], ["RS256", "HS256"]):
            read = verdict(partial(jwt.decode, token, public, algorithms))
            print(f"  PyJWT {', '.join(algorithms):19}", read)
