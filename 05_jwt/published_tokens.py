"""Tokens that somebody else has made: those of the standards, and the one on the talk's slide.

    uv run python 05_jwt/published_tokens.py

What by_hand.py reads, and PyJWT, has to be what all others write. The standards
hold tokens with their keys, so that everybody can try.
"""

import jwt
from by_hand import decode, from_base64url

# RFC 7515, A.1 (RFC 7519, 3.1 shows the same token). Its JSON has line ends and blanks: what is signed
# is the text as it came, so nobody may read the JSON and write it anew before checking.
RFC_KEY = from_base64url(
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
)
RFC_PAYLOAD = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
RFC_TOKEN = (
    f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{RFC_PAYLOAD}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
# RFC 7519, 6.1: an "unsecured" token, alg none, with nothing after the second dot.
UNSECURED = f"eyJhbGciOiJub25lIn0.{RFC_PAYLOAD}."

# Slide 61 shows the beginning of each part of a token that jwt.io used to greet with. Its key was "secret".
SLIDE = [
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6",
    "TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFO",
]
REST = ["", "IkpvaG4gRG9lIiwiYWRtaW4iOnRydWV9", "NFh7HgQ"]
WHOLE = ".".join(begin + end for begin, end in zip(SLIDE, REST, strict=True))


def verdict(token: str, key: bytes) -> str:
    """Return what decode() of by_hand.py says about a token."""
    try:
        return f"valid, {decode(token, key)}"
    except ValueError as error:
        return f"refused, {error}"


if __name__ == "__main__":
    print("RFC 7515, A.1  ", verdict(RFC_TOKEN, RFC_KEY))
    print("RFC 7519, 6.1  ", verdict(UNSECURED, RFC_KEY))
    try:
        jwt.decode(RFC_TOKEN, RFC_KEY, algorithms=["HS256"])
    except jwt.InvalidTokenError as error:
        print("PyJWT on A.1   ", error, "(in 2011)")
    print()
    for name, text in zip(("header", "payload", "signature"), SLIDE, strict=True):
        data = from_base64url(text)
        print(f"slide 61, {name:9}", data if name != "signature" else f"{len(data)} bytes; HS256 has 32")
    print("slide 61, as it is ", verdict(".".join(SLIDE), b"secret"))
    print("slide 61, completed", verdict(WHOLE, b"secret"))
