"""Tokens as they are issued, and those that a reader has to beware of."""

import time
import warnings
from typing import Any

import jwt

from tests.tutor.mine import Mine

OTHER_KEY = "the key of somebody else's household book"
HOUR, DAY = 3600, 24 * 3600
# Some time in 2027.
LATER = 1_800_000_000
TIMELESS: Any = {name: False for name in ("verify_exp", "verify_iat", "verify_nbf", "verify_sub")}


def token_with(key: Any, algorithm: str = "HS256", **claims: object) -> str:
    """Return a token with these claims, and otherwise as it should be; None takes one away."""
    usual = {"sub": "7", "use": "access", "exp": int(time.time()) + HOUR}
    wanted = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    with warnings.catch_warnings():
        # That a longer algorithm wants a longer key.
        warnings.simplefilter("ignore")
        return jwt.encode(wanted, key, algorithm=algorithm)


def read_back(token: object, key: Any) -> Any:
    """Return the claims of a token whose signature is right, or the error that PyJWT raises."""
    try:
        return jwt.decode(token, key, algorithms=["HS256"], options=TIMELESS)  # type: ignore[arg-type]
    except jwt.InvalidTokenError as error:
        return f"{type(error).__name__}: {error}"


def issued(mine: Mine, user_id: int, use: str, lifetime: int) -> None:
    called = f'issue({user_id}, "{use}", {LATER})'
    try:
        token = mine.run(called, hint="no_token", expected="eyJ...")
    except NotImplementedError as error:
        # PyJWT has one with a text, about an algorithm that it does not know.
        if error.args:
            mine.compare(called, f"NotImplementedError: {error}", "eyJ...", hint="no_token")
        raise
    if not isinstance(token, str):
        mine.compare(called, token, "eyJ...", hint="no_token")
    expected = {"sub": str(user_id), "use": use, "exp": LATER + lifetime}
    claims = read_back(token, mine.KEY)
    hint = "wrong_claim" if isinstance(claims, dict) else "no_token"
    if isinstance(claims, str) or any(claims.get(name) != value for name, value in expected.items()):
        mine.compare(f"jwt.decode({called}, KEY, ...)", claims, expected, hint=hint)


def refused(mine: Mine, name: str, token: str, hint: str, use: str = "access") -> None:
    called = f'read({name}, "{use}")'
    try:
        got = mine.run(called, hint=hint, expected=None, **{name: token})
    except jwt.InvalidTokenError:
        mine.hint = "raises"
        raise
    mine.compare(called, got, None, hint=hint)


def test_what_is_issued(mine: Mine) -> None:
    issued(mine, 7, "access", 300)
    issued(mine, 7, "refresh", 30 * DAY)
    issued(mine, 12, "access", 300)


def test_good_tokens_are_read(mine: Mine) -> None:
    now = int(time.time())
    good = token_with(mine.KEY)
    good_for_refreshing = token_with(mine.KEY, sub="12", use="refresh")
    mine.expect('read(good, "access")', 7, hint="good_refused", good=good)
    mine.expect('read(good, "refresh")', 12, hint="good_refused", good=good_for_refreshing)
    mine.expect('read(issue(3, "access", now), "access")', 3, hint="good_refused", now=now)
    mine.expect(
        'read(issue(3, "refresh", yesterday), "refresh")', 3, hint="good_refused", yesterday=now - DAY
    )


def test_what_is_no_token(mine: Mine) -> None:
    for text in ("household", "", "a.b.c", "가계부"):
        mine.expect(f'read({text!r}, "access")', None, hint="raises")


def test_forged_and_expired_tokens(mine: Mine) -> None:
    header, _, signature = token_with(mine.KEY).split(".")
    payload = token_with(OTHER_KEY, sub="8").split(".")[1]
    refused(mine, "signed_with_another_key", token_with(OTHER_KEY), "unverified")
    refused(mine, "with_another_payload", f"{header}.{payload}.{signature}", "unverified")
    refused(mine, "expired", token_with(mine.KEY, exp=int(time.time()) - HOUR), "unverified")


def test_another_algorithm(mine: Mine) -> None:
    refused(mine, "unsigned", token_with(None, "none"), "algorithms")
    refused(mine, "signed_with_hs512", token_with(mine.KEY, "HS512"), "algorithms")


def test_another_use(mine: Mine) -> None:
    refused(mine, "for_refreshing", token_with(mine.KEY, use="refresh"), "use_ignored")
    refused(mine, "for_access", token_with(mine.KEY), "use_ignored", use="refresh")


def test_a_claim_is_missing(mine: Mine) -> None:
    refused(mine, "without_exp", token_with(mine.KEY, exp=None), "claim_missing")
    refused(mine, "without_sub", token_with(mine.KEY, sub=None), "claim_missing")
    refused(mine, "without_use", token_with(mine.KEY, use=None), "claim_missing")


def test_half_of_an_emoji(mine: Mine) -> None:
    called = r'read("\ud800", "access")'
    mine.expect(called, None, hint="not_utf8")
