"""Tokens that this server never made: each breaks one thing of a good one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.full_app.conftest import KEY
from tests.full_app.hostile import base64url, forge

Claims = dict[str, Any]
Forger = Callable[[Claims], str]

HEADER = {"alg": "HS256", "typ": "JWT"}
OTHER_KEY = KEY[::-1]


def signed(key: str = KEY, algorithm: str = "sha256", **header: object) -> Forger:
    """Make a token with another header."""
    return lambda claims: forge(HEADER | header, claims, key, algorithm)


def unsigned(alg: object) -> Forger:
    """Make a token that says it needs no signature."""
    return lambda claims: f"{base64url({'alg': alg, 'typ': 'JWT'})}.{base64url(claims)}."


def claiming(**changed: object) -> Forger:
    """Make a token that claims something else."""
    return lambda claims: forge(HEADER, claims | changed)


def without(name: str) -> Forger:
    """Make a token that lacks a claim."""
    return lambda claims: forge(HEADER, {other: value for other, value in claims.items() if other != name})


def headed(header: object) -> Forger:
    """Make a token whose header is anything."""
    return lambda claims: forge(header, claims)


def saying(payload: object) -> Forger:
    """Make a token whose payload is anything."""
    return lambda _claims: forge(HEADER, payload)


def verbatim(text: str) -> Forger:
    """Send a text for a token."""
    return lambda _claims: text


def reshaped(shape: str) -> Forger:
    """Put the parts of a good token together in another way."""

    def make(claims: Claims) -> str:
        header, payload, signature = forge(HEADER, claims).split(".")
        return shape.format(h=header, p=payload, s=signature, cut=signature[:-4])

    return make


NOW = int(datetime.now(UTC).timestamp())
NAMES = ("iss", "aud", "sub", "iat", "exp", "jti", "use", "family", "epoch")
FORGERS: dict[str, Forger] = {
    "empty": verbatim(""),
    "word": verbatim("token"),
    "dots": verbatim(".."),
    "three words": verbatim("a.b.c"),
    "8 kB of a": verbatim("a" * 4000),
    "Latin-1": verbatim("\xe9.\xff.\xfc"),
    "braces": verbatim('{"alg":"none"}'),
    "two parts": reshaped("{h}.{p}"),
    "four parts": reshaped("{h}.{p}.{s}.{s}"),
    "five parts": reshaped("{h}.{p}.{s}.{p}.{s}"),
    "no signature": reshaped("{h}.{p}."),
    "signature cut short": reshaped("{h}.{p}.{cut}"),
    "signature of nothing": reshaped("{h}.{p}.AAAA"),
    "signature with a tail": reshaped("{h}.{p}.{s}!!!!"),
    "signature padded": reshaped("{h}.{p}.{s}="),
    "parts swapped": reshaped("{p}.{h}.{s}"),
    "quoted": reshaped('"{h}.{p}.{s}"'),
    "another payload": lambda claims: reshaped("{h}." + base64url(claims | {"jti": "x"}) + ".{s}")(claims),
    "another server's key": signed(OTHER_KEY),
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg NONE": unsigned("NONE"),
    "alg nOnE": unsigned("nOnE"),
    "alg none with a blank": unsigned("none "),
    "alg none, yet signed": signed(alg="none"),
    "alg empty": signed(alg=""),
    "alg empty, unsigned": unsigned(""),
    "alg null": signed(alg=None),
    "alg null, unsigned": unsigned(None),
    "alg missing": headed({"typ": "JWT"}),
    "alg as list": signed(alg=["HS256"]),
    "alg as object": signed(alg={}),
    "alg as number": signed(alg=256),
    "alg in small letters": signed(alg="hs256"),
    "HS384": signed(KEY, "sha384", alg="HS384"),
    "HS512": signed(KEY, "sha512", alg="HS512"),
    "RS256": signed(alg="RS256"),
    "PS256": signed(alg="PS256"),
    "ES256": signed(alg="ES256"),
    "EdDSA": signed(alg="EdDSA"),
    "embedded key": signed(OTHER_KEY, jwk={"kty": "oct", "k": base64url(OTHER_KEY.encode())}),
    "linked key": signed(OTHER_KEY, jku="http://127.0.0.1:9/keys"),
    "linked certificate": signed(OTHER_KEY, x5u="http://127.0.0.1:9/key.pem"),
    "embedded certificate": signed(OTHER_KEY, x5c=[base64url(b"certificate")]),
    "kid of an empty file": signed("", kid="../../../../dev/null"),
    "kid of SQL": signed("x", kid="' UNION SELECT 'x"),
    "kid as number": signed(kid=1),
    "kid as list": signed(kid=[]),
    "kid as null": signed(kid=None),
    "crit unknown": signed(crit=["new"], new=True),
    "crit empty": signed(crit=[]),
    "crit as text": signed(crit="exp"),
    "crit of what is not there": signed(crit=["b64"]),
    "b64 false": signed(b64=False, crit=["b64"]),
    "b64 false, not critical": signed(b64=False),
    "b64 false, payload apart": lambda _claims: forge(HEADER | {"b64": False, "crit": ["b64"]}, b""),
    "header is a list": headed([HEADER]),
    "header is text": headed("HS256"),
    "header is null": headed(None),
    "header is empty": headed(b""),
    "header is no JSON": headed(b"{alg: HS256}"),
    "header is no UTF-8": headed(b'{"alg": "HS256", "typ": "\xff"}'),
    "header of 2,500 levels": headed(b"[" * 2_500),
    "header of 5,000 digits": verbatim(f"{base64url(b'9' * 2_900)}.e30.AAAA"),
    "payload is a list": saying([]),
    "payload is text": saying("claims"),
    "payload is a number": saying(5),
    "payload is null": saying(None),
    "payload is empty": saying(b""),
    "payload is no JSON": saying(b"{sub: 1}"),
    "payload is no UTF-8": saying(b'{"sub": "\xff"}'),
    "payload of 2,500 levels": saying(b"[" * 2_500),
    **{f"no {name}": without(name) for name in NAMES},
    **{f"{name} null": claiming(**{name: None}) for name in NAMES},
    **{f"{name} as object": claiming(**{name: {}}) for name in NAMES},
    **{f"{name} as list": claiming(**{name: [1]}) for name in NAMES},
    **{f"{name} a boolean": claiming(**{name: True}) for name in NAMES},
    **{f"{name} half a surrogate pair": claiming(**{name: "\ud800"}) for name in NAMES},
    "iss as number": claiming(iss=1),
    "another issuer": claiming(iss="account-book.example"),
    "another audience": claiming(aud="account-book.example"),
    "audience of others": claiming(aud=["account", "book"]),
    "audience in capitals": claiming(aud="ACCOUNT-BOOK"),
    "sub as number": claiming(sub=1),
    "sub empty": claiming(sub=""),
    "sub negative": claiming(sub="-1"),
    "sub of nobody": claiming(sub="0"),
    "sub of 2^63": claiming(sub=str(2**63)),
    "sub in other digits": claiming(sub="١"),
    "sub of SQL": claiming(sub="1 OR 1=1"),
    "expired": claiming(exp=NOW - 1),
    "expired long ago": claiming(exp=0),
    "exp negative": claiming(exp=-1),
    "exp as text": claiming(exp=str(NOW + 600)),
    "exp as float": claiming(exp=NOW + 600.5),
    "exp infinite": claiming(exp=float("inf")),
    "exp no number": claiming(exp=float("nan")),
    "exp beyond the calendar": claiming(exp=10**15),
    "exp of 10^30": claiming(exp=10**30),
    "iat in the future": claiming(iat=NOW + 86_400),
    "iat as text": claiming(iat=str(NOW)),
    "iat infinite": claiming(iat=float("-inf")),
    "nbf in the future": claiming(nbf=NOW + 86_400),
    "nbf as word": claiming(nbf="now"),
    "nbf null": claiming(nbf=None),
    "nbf infinite": claiming(nbf=float("inf")),
    "jti as number": claiming(jti=1),
    "use in capitals": claiming(use="ACCESS"),
    "use empty": claiming(use=""),
    "use unknown": claiming(use="admin"),
    "family as number": claiming(family=1),
    "epoch as text": claiming(epoch="0"),
    "epoch as float": claiming(epoch=0.0),
    "epoch to come": claiming(epoch=1),
    "epoch negative": claiming(epoch=-1),
    "epoch of 2^70": claiming(epoch=2**70),
}

# Scopes that no personal token was ever given.
SCOPES: dict[str, Forger] = {
    "missing": without("scope"),
    "null": claiming(scope=None),
    "empty": claiming(scope=""),
    "boolean": claiming(scope=True),
    "number": claiming(scope=1),
    "list": claiming(scope=["read"]),
    "object": claiming(scope={"read": True}),
    "unknown": claiming(scope="admin"),
    "capitals": claiming(scope="WRITE"),
    "both": claiming(scope="read write"),
    "blank behind": claiming(scope="write "),
    "line break behind": claiming(scope="write\n"),
    "no book behind the colon": claiming(scope="write:"),
    "book zero": claiming(scope="write:0"),
    "book with a zero in front": claiming(scope="write:01"),
    "negative book": claiming(scope="write:-1"),
    "book in other digits": claiming(scope="write:١"),
    "book of 19 digits": claiming(scope=f"write:{'9' * 19}"),
    "two books": claiming(scope="write:1,2"),
    "all books": claiming(scope="write:*"),
    "SQL": claiming(scope="write:1 OR 1=1"),
    "half a surrogate pair": claiming(scope="\ud800"),
}
