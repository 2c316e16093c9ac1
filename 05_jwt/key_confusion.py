"""Key confusion: a public key, known to everybody, is taken for the secret key of another algorithm.

    uv run python 05_jwt/key_confusion.py

With RS256 a server signs with its private key, and whoever has the public one
can verify. HS256 knows one key for both. A reader that lets the token choose
between the two verifies a forgery with the key that the forger has signed with
(RFC 8725, 2.1).
"""

import json
from functools import partial
from typing import Any

import jwt
from attacks import verdict
from by_hand import base64url, from_base64url, part, signature
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key


def careless(token: str, key: bytes) -> None:
    """Raise ValueError if the signature is not right by the algorithm that the token names."""
    signed, _, sent = token.rpartition(".")
    algorithm = json.loads(from_base64url(signed.partition(".")[0]))["alg"]
    if algorithm == "HS256":
        if from_base64url(sent) != signature(signed, key):
            raise ValueError("another signature")
        return
    public = load_pem_public_key(key)
    assert isinstance(public, RSAPublicKey)
    try:
        public.verify(from_base64url(sent), signed.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        raise ValueError("another signature") from None


def forged(claims: dict[str, Any], public_key: bytes) -> str:
    """Return a token that is signed with a public key, as if that were the secret one of HS256."""
    signed = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    return f"{signed}.{base64url(signature(signed, public_key))}"


if __name__ == "__main__":
    private = generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    print("What everybody may know:", public.decode().splitlines()[0])
    for what, token in {
        "a good token": jwt.encode({"sub": "1"}, private, algorithm="RS256"),
        "a forged one": forged({"sub": "2"}, public),
    }.items():
        print(what)
        print("  a careless reader        ", verdict(partial(careless, token, public)))
        for algorithms in (["RS256"], ["RS256", "HS256"]):
            read = verdict(partial(jwt.decode, token, public, algorithms))
            print(f"  PyJWT {', '.join(algorithms):19}", read)
