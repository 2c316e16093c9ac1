"""Signatures that everybody can look up, and tokens with something else in place of one of their parts."""

import base64
import hashlib
import hmac
import re

from tests.tutor.mine import Mine, shown

# The token of jwt.io, signed with the key `secret`.
GREETING = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
    ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWV9"
)
SIGNATURE = "TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ"
KEY = b"our household book has a long key"
OTHER_KEY = b"another household book has another one"
HEADER = "eyJhbGciOiJIUzI1NiJ9"
# {"sub":"1"} and {"sub":"2"}
ONE, TWO = "eyJzdWIiOiIxIn0", "eyJzdWIiOiIyIn0"


def signature(text: str, key: bytes = KEY) -> str:
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hint_for(got: object, expected: str) -> str:
    """Return the name of the hints for what is not the expected signature."""
    text = got if isinstance(got, str) else ""
    if isinstance(got, bytes) or text.startswith("b'"):
        return "bytes_left"
    if text.rstrip("=").translate(str.maketrans("+/", "-_")) == expected:
        return "other_base64"
    return "digits" if is_hexadecimal(text) or is_hexadecimal(decoded(text)) else "other_signature"


def is_hexadecimal(text: str) -> bool:
    return bool(re.fullmatch("[0-9a-fA-F]{64}", text))


def decoded(text: str) -> str:
    try:
        return base64.b64decode(text + "==", altchars=b"-_").decode("latin-1")
    except ValueError:
        return ""


def signed(mine: Mine, text: str, key: bytes, expected: str) -> None:
    called = f"sign({text!r}, {key!r})"
    got = mine.run(called, hint="other_signature", expected=shown(expected))
    mine.compare(called, got, expected, hint=hint_for(got, expected))


def accepted(mine: Mine, token: str, key: bytes) -> None:
    mine.expect(f"genuine({token!r}, {key!r})", True, hint="good_refused")


def refused(mine: Mine, token: str, key: bytes = KEY, *, hint: str = "forgery_accepted") -> None:
    called = f"genuine({token!r}, {key!r})"
    got = mine.run(called, hint="raises", expected=False)
    mine.compare(called, got, False, hint=hint)


def test_the_signature_of_a_known_token(mine: Mine) -> None:
    signed(mine, GREETING, b"secret", SIGNATURE)


def test_signatures_with_all_letters(mine: Mine) -> None:
    # Among them are `-` and `_`.
    for text in (f"{HEADER}.{ONE}", f"{HEADER}.{TWO}", f"{HEADER}.e30"):
        signed(mine, text, KEY, signature(text))


def test_a_good_token_is_genuine(mine: Mine) -> None:
    accepted(mine, f"{GREETING}.{SIGNATURE}", b"secret")
    for text in (f"{HEADER}.{ONE}", f"{HEADER}.{TWO}"):
        accepted(mine, f"{text}.{signature(text)}", KEY)


def test_a_forgery_is_not(mine: Mine) -> None:
    end = signature(f"{HEADER}.{ONE}")
    refused(mine, f"{HEADER}.{TWO}.{end}")
    refused(mine, f"{HEADER}.{ONE}.{end}", OTHER_KEY)
    refused(mine, f"eyJhbGciOiJub25lIn0.{ONE}.{end}")
    refused(mine, f"{HEADER}.{ONE}.{signature(f'{HEADER}.{TWO}')}")
    refused(mine, f"{HEADER}.{ONE}.{end[:-1]}")
    refused(mine, f"{HEADER}.{ONE}.")


def test_a_signature_with_more_letters_is_not(mine: Mine) -> None:
    text = f"{HEADER}.{ONE}"
    end = signature(text)
    # Python skips the `!` when it decodes base64.
    for other in (f"A{end}", f"{end}A", f"{end[:20]}!{end[20:]}"):
        refused(mine, f"{text}.{other}", hint="other_spelling")


def test_anything_may_come(mine: Mine) -> None:
    end = signature(f"{HEADER}.{ONE}")
    refused(mine, f"{HEADER}.{ONE}.{end}.{end}")
    for text in (
        "",
        "household",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "가계부",
        f"{HEADER}.{ONE}.서명",
        f"가계부.{ONE}.{end}",
    ):
        refused(mine, text)
