"""Stage 5, tokens and keys: what is written into a token, what is read from it, and which keys are none."""

import os
import subprocess
import sys
import time
from datetime import datetime, tzinfo
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
import signing_keys
import tokens

from tests.stages import ROOT

AUTUMN, SUMMER = "Kx3vR8tQzL1mN6pW-autumn-0123456789", "b7YhT2sGfD9jC4kV_summer-0123456789"
KEYS = {"autumn": AUTUMN, "summer": SUMMER}
OURS = {"iss": "household-book", "aud": "household-book-api", "sub": "7", "jti": "first", "use": "access"}
GOOD = "Kx3vR8tQzL1mN6pW-Kx3vR8tQzL1mN6p"


def content(token: str) -> dict[str, Any]:
    """Return what a token says, whoever signed it."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def signed(now: float, key: str = AUTUMN, ahead: dict[str, int] | None = None) -> str:
    """Return a token like ours; some of its times are so many seconds ahead of now."""
    times = {name: int(now) + seconds for name, seconds in ({"iat": 0, "exp": 60} | (ahead or {})).items()}
    claims = OURS | {"sid": "phone", "scope": "entries:read"} | times
    return jwt.encode(claims, key, algorithm="HS256", headers={"kid": "autumn"})


class Noon(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Noon":
        return cls.fromtimestamp(1_800_000_000, tz)


def test_a_token_says_these_things_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "time", SimpleNamespace(time=lambda: 1_800_000_000.9))

    token = tokens.issue(KEYS, "access", 7, "phone", "entries:read entries:write", jti="first")

    times = {"iat": 1_800_000_000, "exp": 1_800_000_300}
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "kid": "autumn", "typ": "JWT"}
    assert content(token) == OURS | times | {"sid": "phone", "scope": "entries:read entries:write"}
    assert {type(content(token)[name]) for name in times} == {int}


def test_a_token_that_is_read_says_what_was_written() -> None:
    token = tokens.issue(KEYS, "refresh", 999_999_999, "phone", " entries:read  tokens:write ", jti="first")

    scope = frozenset({"entries:read", "tokens:write"})
    assert tokens.read(KEYS, token, "refresh") == tokens.Claims(999_999_999, "phone", "first", scope)


@pytest.mark.parametrize(
    ("use", "lifetime", "seconds"),
    [("access", None, 300), ("refresh", None, 2_592_000), ("access", 60, 60)],
)
def test_a_token_lasts_as_long_as_it_should(use: tokens.Use, lifetime: int | None, seconds: int) -> None:
    claims = content(tokens.issue(KEYS, use, 7, "phone", lifetime=lifetime))

    assert claims["exp"] - claims["iat"] == seconds


def test_no_two_tokens_have_the_same_number() -> None:
    numbers = {content(tokens.issue(KEYS, "access", 7, "phone"))["jti"] for _ in range(100)}

    assert (len(numbers), {len(number) for number in numbers}) == (100, {16})


@pytest.mark.parametrize(("name", "within", "beyond"), [("exp", -9, -10), ("iat", 10, 11), ("nbf", 10, 11)])
def test_clocks_may_differ_by_ten_seconds_and_no_more(
    monkeypatch: pytest.MonkeyPatch, name: str, within: int, beyond: int
) -> None:
    monkeypatch.setattr("jwt.api_jwt.datetime", Noon)
    good, bad = (signed(1_800_000_000, ahead={name: seconds}) for seconds in (within, beyond))

    assert tokens.read(KEYS, good, "access").user_id == 7
    with pytest.raises((jwt.ExpiredSignatureError, jwt.ImmatureSignatureError)):
        tokens.read(KEYS, bad, "access")


@pytest.mark.parametrize(("written", "read"), [("refresh", "access"), ("access", "refresh")])
def test_a_token_is_good_for_one_use(written: tokens.Use, read: tokens.Use) -> None:
    token = tokens.issue(KEYS, written, 7, "phone", " ".join(tokens.SCOPES))

    with pytest.raises(jwt.InvalidTokenError, match=f"no {read} token"):
        tokens.read(KEYS, token, read)


def test_a_new_key_comes_in_front_and_the_old_one_goes_when_its_tokens_have_expired() -> None:
    old, both, new = {"summer": SUMMER}, KEYS, {"autumn": AUTUMN}
    of_summer, of_autumn = (tokens.issue(keys, "access", 7, "phone") for keys in (old, both))

    assert jwt.get_unverified_header(of_autumn)["kid"] == "autumn"
    assert [tokens.read(both, token, "access").user_id for token in (of_summer, of_autumn)] == [7, 7]
    for keys, token in ((new, of_summer), (old, of_autumn)):
        with pytest.raises(jwt.InvalidTokenError, match="The key is unknown"):
            tokens.read(keys, token, "access")


def test_a_key_is_good_under_its_own_name_only() -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        tokens.read(KEYS, signed(time.time(), SUMMER), "access")


def test_a_header_is_read_once_and_refused_each_time_it_is_not_ours() -> None:
    tokens.kid_of.cache_clear()
    ours, other = signed(0), jwt.encode(OURS, AUTUMN, headers={"kid": "autumn", "jku": "https://example.com"})

    assert {tokens.kid_of(ours.partition(".")[0]) for _ in range(3)} == {"autumn"}
    assert (tokens.kid_of.cache_info().hits, tokens.kid_of.cache_info().misses) == (2, 1)
    for _ in range(2):
        with pytest.raises(jwt.InvalidTokenError, match="not one of ours"):
            tokens.kid_of(other.partition(".")[0])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(GOOD, id="no name"),
        pytest.param(f":{GOOD}", id="empty name"),
        pytest.param(f"autumn:{GOOD[1:]}", id="31 bytes"),
        pytest.param(f"autumn:{'abcdefghi' * 4}", id="nine letters"),
        pytest.param(f"autumn:{GOOD}-Secret", id="common word"),
        pytest.param("autumn:-----BEGIN PRIVATE KEY-----abcdefghijklm", id="PEM"),
        pytest.param("autumn:ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ", id="SSH"),
        pytest.param(f"autumn:{GOOD},autumn:{GOOD}x", id="name twice"),
        pytest.param(f"autumn:{GOOD},summer:{GOOD[1:]}", id="second key short"),
    ],
)
def test_keys_that_are_none_are_refused_and_not_printed(text: str) -> None:
    with pytest.raises(ValueError, match=r"^A key, or its name, is|^A key can be|^Two keys have") as error:
        signing_keys.keys_in(text)

    assert not any(part in str(error.value) for part in (GOOD, GOOD[1:], "autumn"))


def test_keys_are_32_bytes_or_more_and_have_names() -> None:
    assert len(GOOD) == 32
    written = f" autumn:{GOOD}, summer:{GOOD}:x "
    assert signing_keys.keys_in(written) == {"autumn": GOOD, "summer": f"{GOOD}:x"}
    assert list(signing_keys.keys_in(f"b:{GOOD},a:{'é' * 6}{GOOD[:20]}")) == ["b", "a"]


def test_a_server_with_a_key_that_can_be_guessed_does_not_start_and_does_not_print_it() -> None:
    chosen = {"JWT_KEYS": "autumn:hunter2-hunter2-hunter2", "MYSQL_URL": "", "PYTHONIOENCODING": "ascii"}

    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "05_jwt/jwt_server", "run", "--port", "0"],
        cwd=ROOT,
        env=os.environ | chosen,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (ended.returncode, ended.stdout.count("\n")) == (1, 1)
    assert ended.stderr == (
        "A key can be guessed, or has less than 32 bytes. "
        "JWT_KEYS holds a name and a key, as in autumn:KEY, and commas between several of them.\n"
        'This makes a good key: uv run python -c "import secrets; print(secrets.token_urlsafe(32))"\n'
    )
    assert "hunter2" not in ended.stdout
