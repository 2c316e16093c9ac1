"""Log-ins that go on, one with a thief, and what no server has signed."""

import jwt
import tokens

from tests.tutor.mine import Mine, both

OTHER_KEYS = {"autumn": "the key of somebody else's household book"}
HOUR = 3600


def read(mine: Mine, token: object, called: str, user_id: int, hint: str) -> tuple[str, str]:
    """Return the number of a token's log-in and its own; check whose it is."""
    if not isinstance(token, str):
        mine.compare(called, token, "eyJ...", hint=hint)
    called = f'tokens.read(KEYS, {called}, "refresh").user_id'
    try:
        claims = tokens.read(mine.KEYS, str(token), "refresh")
    except jwt.InvalidTokenError as error:
        mine.compare(called, f"{type(error).__name__}: {error}", user_id, hint=hint)
        raise
    mine.compare(called, claims.user_id, user_id, hint=hint)
    return claims.sid, claims.jti


def log_in(mine: Mine, user_id: int) -> str:
    expected = both("a refresh token", "리프레시 토큰")
    token: str = mine.run(f"log_in({user_id})", hint="first_token", expected=expected)
    read(mine, token, f"log_in({user_id})", user_id, "first_token")
    return token


def refresh(mine: Mine, token: str, name: str, user_id: int, hint: str = "next_token") -> str:
    """Return the next token, which has to be there; `name` says which one it is that is sent."""
    called = f"refresh({name})"
    expected = both("the next refresh token", "다음 리프레시 토큰")
    following: str = mine.run(called, hint=hint, expected=expected, **{name: token})
    read(mine, following, called, user_id, hint)
    return following


def refused(mine: Mine, token: str, name: str, hint: str) -> None:
    mine.expect(f"refresh({name})", None, hint=hint, **{name: token})


def remembered(mine: Mine, after: str, expected: list[str], hint: str) -> None:
    """Check that these tokens are the newest ones, each of its log-in."""
    claims = [tokens.read(mine.KEYS, token, "refresh") for token in expected]
    mine.compare(f"{after}\nnewest", mine.newest, {one.sid: one.jti for one in claims}, hint=hint)


def test_a_log_in_begins(mine: Mine) -> None:
    first = log_in(mine, 7)
    remembered(mine, "log_in(7)", [first], "newest")
    other = log_in(mine, 8)
    remembered(mine, "log_in(7)\nlog_in(8)", [first, other], "newest")


def test_each_token_gets_the_next(mine: Mine) -> None:
    first = log_in(mine, 7)
    second = refresh(mine, first, "first", 7)
    same_log_in = read(mine, first, "first", 7, "next_token")[0]
    sid = read(mine, second, "second", 7, "next_token")[0]
    mine.compare('tokens.read(KEYS, refresh(first), "refresh").sid', sid, same_log_in, hint="next_token")
    mine.compare("refresh(first) != first", second != first, True, hint="next_token")
    remembered(mine, "refresh(first)", [second], "newest")
    third = refresh(mine, second, "second", 7)
    remembered(mine, "refresh(second)", [third], "newest")


def test_nobody_uses_one_twice(mine: Mine) -> None:
    first = log_in(mine, 7)
    refresh(mine, first, "first", 7)
    refused(mine, first, "first_again", "used_twice")


def test_then_both_lose(mine: Mine) -> None:
    first = log_in(mine, 7)
    second = refresh(mine, first, "first", 7)
    third = refresh(mine, second, "second", 7)
    refused(mine, first, "first_again", "used_twice")
    remembered(mine, "refresh(first_again)", [], "both_lose")
    refused(mine, third, "third_after_first_again", "ended_before")


def test_an_end_is_an_end(mine: Mine) -> None:
    first = log_in(mine, 7)
    second = refresh(mine, first, "first", 7)
    refused(mine, first, "first_again", "used_twice")
    for token, name in ((first, "first_once_more"), (second, "second_after_the_end")):
        refused(mine, token, name, "ended_before")
        remembered(mine, f"refresh({name})", [], "ended_before")


def test_other_log_ins_go_on(mine: Mine) -> None:
    first, on_the_phone, of_dewey = log_in(mine, 7), log_in(mine, 7), log_in(mine, 8)
    refresh(mine, first, "first", 7)
    refused(mine, first, "first_again", "used_twice")
    remembered(mine, "refresh(first_again)", [on_the_phone, of_dewey], "others_ended")
    refresh(mine, on_the_phone, "on_the_phone", 7, "others_ended")
    refresh(mine, of_dewey, "of_dewey", 8, "others_ended")


def test_what_is_no_refresh_token_of_ours(mine: Mine) -> None:
    first = log_in(mine, 7)
    sid, jti = read(mine, first, "first", 7, "first_token")
    for name, token in {
        "household": "household",
        "forged": tokens.issue(OTHER_KEYS, "refresh", 7, sid, jti=jti),
        "forged_with_another_number": tokens.issue(OTHER_KEYS, "refresh", 7, sid),
        "for_access": tokens.issue(mine.KEYS, "access", 7, sid, jti=jti),
        "expired": tokens.issue(mine.KEYS, "refresh", 7, sid, lifetime=-HOUR),
    }.items():
        refused(mine, token, name, "not_ours")
        remembered(mine, f"refresh({name})", [first], "not_ours")
    refresh(mine, first, "first", 7, "not_ours")
