"""Stage 5: tokens by hand, published and forged ones, keys that are guessed, and what a token is not."""

import json
from functools import partial
from typing import Any

import attacks
import guess_key
import jwt
import key_confusion
import pytest
import tokens
from by_hand import base64url, decode, encode, from_base64url
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import example, given, settings
from hypothesis import strategies as st
from published_tokens import RFC_KEY, RFC_TOKEN, SLIDE, UNSECURED, WHOLE, verdict
from what_a_token_is_not import changed, without_a_key

KEY = b"a key that only these tests know, with 45 bytes"
JOHN = {"sub": "1234567890", "name": "John Doe", "admin": True}
JOE = {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}
NOT_ALLOWED = "The specified alg value is not allowed"
ANOTHER = "the signature is that of another key, or of another payload"
REASONS = {
    **dict.fromkeys((f"alg '{name}'" for name in ("none", "None", "NONE", "nOnE", "")), NOT_ALLOWED),
    **dict.fromkeys(("changed payload", "wrong key"), "Signature verification failed"),
    "brings its key": "The header is not one of ours",
    "expired": "Signature has expired",
    "never expires": 'Token is missing the "exp" claim',
    "not yet valid": "The token is not yet valid (nbf)",
    "another audience": "Audience doesn't match (strict)",
    "another issuer": "Invalid issuer",
    "refresh as access": "This is no access token",
}
# RFC 4648, 10, and RFC 7515, appendix C.
VECTORS = [(b"", ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (b"\x03\xec\xff\xe0\xc1", "A-z_4ME")]
VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)


@pytest.mark.parametrize(("data", "text"), VECTORS)
def test_bytes_are_written_as_the_standards_write_them(data: bytes, text: str) -> None:
    assert base64url(data) == text
    assert from_base64url(text) == data


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text().map("of mine: ".__add__), VALUES, max_size=4), st.binary(min_size=32))
@example({"name": "휴이 \ud55c 🍜", "b": {"a": [1, [2, {}]], "": None}, "a": []}, KEY)
@example({"text": '"\\/\u2028\0</script>', "big": 10**30, "small": 1e-7}, KEY)
def test_a_token_by_hand_is_that_of_pyjwt_byte_for_byte(payload: dict[str, Any], key: bytes) -> None:
    token = encode(payload, key)

    assert token == jwt.encode(payload, key, algorithm="HS256")
    assert decode(token, key) == jwt.decode(token, key, algorithms=["HS256"]) == payload


def test_a_token_that_differs_in_one_bit_is_refused() -> None:
    whole = b"".join(from_base64url(text) for text in encode(JOHN, KEY).split("."))
    said = []

    for place in range(len(whole)):
        differing = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        token = ".".join(map(base64url, (differing[:27], differing[27:78], differing[78:])))
        said.append(verdict(token, KEY))
        with pytest.raises(jwt.InvalidTokenError):
            jwt.decode(token, KEY, algorithms=["HS256"])

    assert said == [f"refused, {ANOTHER}"] * (27 + 51 + 32)


@pytest.mark.parametrize("token", ["", "..", "abc", f"{encode(JOHN, KEY)}.", UNSECURED])
def test_what_has_not_three_parts_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match=ANOTHER):
        decode(token, KEY)


def test_the_tokens_of_the_standards_are_as_they_stand_there_and_one_is_valid() -> None:
    header, payload, signature = (from_base64url(text) for text in RFC_TOKEN.split("."))

    assert header == b'{"typ":"JWT",\r\n "alg":"HS256"}'
    assert payload == b'{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}'
    assert list(signature) == [
        *(116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186),
        *(22, 212, 37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121),
    ]
    assert decode(RFC_TOKEN, RFC_KEY) == JOE
    assert jwt.decode(RFC_TOKEN, RFC_KEY, algorithms=["HS256"], options={"verify_exp": False}) == JOE
    # RFC 7519, 6.1, has another header, and no signature.
    assert UNSECURED.split(".") == ["eyJhbGciOiJub25lIn0", RFC_TOKEN.split(".")[1], ""]
    with pytest.raises(jwt.InvalidAlgorithmError):
        jwt.decode(UNSECURED, RFC_KEY, algorithms=["HS256"], options={"verify_exp": False})


def test_the_slides_token_is_valid_when_it_is_complete() -> None:
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning, match="6 bytes long"):
        read_by_pyjwt = jwt.decode(WHOLE, "secret", algorithms=["HS256"])

    assert read_by_pyjwt == JOHN
    assert encode(JOHN, b"secret") == WHOLE
    assert [part[:36] for part in WHOLE.split(".")] == SLIDE
    assert from_base64url(SLIDE[1]) == b'{"sub":"1234567890","name":'


def test_what_attacks_py_signs_is_in_itself_a_good_token() -> None:
    good = tokens.issue(attacks.KEYS, "access", 1, "login")
    claims = json.loads(without_a_key(good))

    assert attacks.signed(attacks.HEADER, claims) == good
    assert tokens.read(attacks.KEYS, good, "access").user_id == 1
    attacks.careless(good, attacks.KEY.encode())


def test_each_forgery_is_refused_for_what_is_wrong_with_it() -> None:
    said, careless = {}, {}

    for what, token in attacks.forgeries().items():
        with pytest.raises(jwt.InvalidTokenError) as caught:
            tokens.read(attacks.KEYS, token, "access")
        said[what] = str(caught.value)
        careless[what] = attacks.verdict(partial(attacks.careless, token, attacks.KEY.encode()))

    assert said == REASONS
    assert {what for what in careless if careless[what] != "LET IN"} == {"changed payload", "wrong key"}


def test_key_confusion_fails_where_the_reader_names_the_algorithm() -> None:
    private = generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    good, token = (
        jwt.encode({"sub": "1"}, private, algorithm="RS256"),
        encode({"sub": "2"}, pem),
    )

    assert key_confusion.careless(good, pem) == {"sub": "1"}
    assert key_confusion.careless(token, pem) == {"sub": "2"}
    with pytest.raises(jwt.InvalidSignatureError):
        key_confusion.careless(good[:-9] + "AAAAAAAA" + good[-1], pem)
    with pytest.raises(ValueError, match=ANOTHER):
        key_confusion.careless(token, pem + b" ")
    assert jwt.decode(good, pem, algorithms=["RS256"]) == {"sub": "1"}
    with pytest.raises(jwt.InvalidAlgorithmError):
        jwt.decode(token, pem, algorithms=["RS256"])
    with pytest.raises(jwt.InvalidKeyError, match="asymmetric key"):
        jwt.decode(token, pem, algorithms=["RS256", "HS256"])


def test_a_token_is_read_without_a_key_and_changed_without_success() -> None:
    token = tokens.issue({"autumn": KEY.decode()}, "access", 1, "login", "entries:read")

    before, after = (json.loads(without_a_key(text)) for text in (token, changed(token, sub="2")))

    assert after == before | {"sub": "2"} != before
    with pytest.raises(jwt.InvalidSignatureError):
        tokens.read({"autumn": KEY.decode()}, changed(token, sub="2"), "access")


@pytest.mark.parametrize(("key", "count"), [("123456", 1), ("secret123", 23), ("a", 51), ("book", 45_743)])
def test_a_weak_key_is_found(key: str, count: int) -> None:
    assert guess_key.guess(encode({"sub": "1"}, key.encode())) == (key, count)


def test_a_key_that_is_no_guess_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guess_key, "LETTERS", 2)

    # 10 words with 5 endings each, 26 letters, and 676 pairs of them.
    assert guess_key.guess(encode({"sub": "1"}, b"abc")) == (None, 752)
    assert guess_key.years(2.0**256, 1e9) == "4e+60 years"
