"""Tokens: every bad one is refused in the same words, and a refresh token works once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from account_book import create_app
from account_book.cli import main
from account_book.models import User
from account_book.tokens import Use, WeakKey
from account_book.users import Signer
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, insert, update
from werkzeug.test import TestResponse

from tests.full_app.conftest import KEY, PASSWORD, Household, database_of, sign_up
from tests.full_app.hostile import base64url, claims_of, forge, refusal

Claims = dict[str, Any]
Forger = Callable[[Claims], str]
Verdict = tuple[int, str | None, bytes]

HEADER = {"alg": "HS256", "typ": "JWT"}
OTHER_KEY = KEY[::-1]
CHALLENGE = 'Bearer error="invalid_token"'


@pytest.fixture(scope="module")
def household(app: Flask) -> Household:
    """A household whose tokens stay good."""
    return sign_up(app)


@pytest.fixture(scope="module")
def nobody(household: Household) -> Verdict:
    """What somebody without a token is told."""
    return verdict(household.client.get("/api/v1/books"))


def verdict(response: TestResponse) -> Verdict:
    """Return all that tells one refusal from another."""
    return response.status_code, response.headers.get("WWW-Authenticate"), response.data


def with_access(home: Household, token: str) -> TestResponse:
    """Ask for the books with this access token."""
    return home.client.get("/api/v1/books", headers={"Authorization": f"Bearer {token}"})


def with_refresh(home: Household, token: str) -> TestResponse:
    """Ask for the next pair with this refresh token."""
    return home.client.post("/api/v1/auth/refresh", json={"refresh_token": token})


def started(app: Flask, home: Household, use: Use) -> str:
    """Return a new token of a use, which only pages would get for `browser`."""
    signer: Signer = app.extensions["account_book.signer"]
    user_id = int(claims_of(home.tokens["access_token"])["sub"])
    with database_of(app).writing() as connection:
        token = signer.start(connection, user_id, use)
        connection.commit()
    return token


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
    "iat in the future": claiming(iat=NOW + 600),
    "iat as text": claiming(iat=str(NOW)),
    "iat infinite": claiming(iat=float("-inf")),
    "nbf in the future": claiming(nbf=NOW + 600),
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


def test_a_token_with_nothing_wrong_is_accepted(household: Household) -> None:
    claims = claims_of(household.tokens["access_token"])

    response = with_access(household, forge(HEADER, claims))

    # So that what is refused below is refused for what is wrong with it.
    assert response.status_code == 200


@pytest.mark.parametrize("forger", [pytest.param(forger, id=name) for name, forger in FORGERS.items()])
def test_every_bad_token_is_refused_in_the_same_words(
    app: Flask, household: Household, nobody: Verdict, forger: Forger
) -> None:
    unused = started(app, household, "refresh")

    access = with_access(household, forger(claims_of(household.tokens["access_token"])))
    refresh = with_refresh(household, forger(claims_of(unused)))

    assert [verdict(access), verdict(refresh)] == [nobody, nobody]


def test_what_nobody_is_told_says_how_to_sign_in_and_nothing_else(household: Household) -> None:
    response = household.client.get("/api/v1/books")

    assert refusal(response, 401).keys() == {"type", "title", "status", "detail"}
    assert response.headers["WWW-Authenticate"] == CHALLENGE
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "request_with",
    [
        pytest.param(lambda token: {}, id="nowhere"),
        pytest.param(lambda token: {"headers": {"Authorization": ""}}, id="empty header"),
        pytest.param(lambda token: {"headers": {"Authorization": "Bearer"}}, id="scheme alone"),
        pytest.param(lambda token: {"headers": {"Authorization": "Bearer "}}, id="scheme and a blank"),
        pytest.param(lambda token: {"headers": {"Authorization": token}}, id="no scheme"),
        pytest.param(lambda token: {"headers": {"Authorization": f"JWT {token}"}}, id="another scheme"),
        pytest.param(lambda token: {"headers": {"Authorization": f"Bearer:{token}"}}, id="colon"),
        pytest.param(
            lambda token: {"headers": {"Authorization": f"Bearer {token} {token}"}}, id="two tokens"
        ),
        pytest.param(lambda token: {"headers": {"Authorization": f"Basic {token}"}}, id="Basic"),
        pytest.param(lambda token: {"auth": ("somebody@example.com", PASSWORD)}, id="name and password"),
        pytest.param(lambda token: {"headers": [("Authorization", f"Bearer {token}")] * 2}, id="two headers"),
        pytest.param(
            lambda token: {
                "headers": [("Authorization", f"Bearer {token}"), ("Authorization", "Basic !!!!")]
            },
            id="a good header and another",
        ),
        pytest.param(
            lambda token: {
                "headers": [("Authorization", "Basic !!!!"), ("Authorization", f"Bearer {token}")]
            },
            id="another header and a good one",
        ),
        pytest.param(lambda token: {"headers": {"X-Authorization": f"Bearer {token}"}}, id="another header"),
        pytest.param(lambda token: {"headers": {"Cookie": f"account_book={token}"}}, id="cookie"),
        pytest.param(lambda token: {"query_string": {"access_token": token}}, id="query"),
        pytest.param(lambda token: {"data": {"access_token": token}}, id="form"),
        pytest.param(lambda token: {"json": {"access_token": token}}, id="body"),
    ],
)
def test_a_token_counts_in_one_authorization_header_only(
    household: Household, nobody: Verdict, request_with: Callable[[str], dict[str, Any]]
) -> None:
    token = household.tokens["access_token"]

    response = household.client.get("/api/v1/books", **request_with(token))

    assert verdict(response) == nobody


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(household: Household, scheme: str) -> None:
    # RFC 9110, 11.1.
    headers = {"Authorization": f"{scheme} {household.tokens['access_token']}"}

    response = household.client.get("/api/v1/books", headers=headers)

    assert response.status_code == 200


def test_a_token_is_good_for_its_own_use_only(app: Flask, household: Household, nobody: Verdict) -> None:
    access, refresh = household.tokens["access_token"], household.tokens["refresh_token"]
    browser = started(app, household, "browser")

    answers = [
        *(with_access(household, token) for token in (refresh, browser)),
        *(with_refresh(household, token) for token in (access, browser)),
    ]

    assert [verdict(answer) for answer in answers] == [nobody] * 4


@pytest.mark.parametrize(
    ("use", "status"),
    [
        pytest.param("browser", 200, id="browser token"),
        pytest.param("access", 302, id="access token"),
        pytest.param("refresh", 302, id="refresh token"),
    ],
)
def test_a_page_takes_its_own_token_only(app: Flask, household: Household, use: Use, status: int) -> None:
    access = household.tokens["access_token"]
    token = access if use == "access" else started(app, household, use)
    path = household.book.removeprefix("/api/v1")

    page = household.client.get(f"{path}/entries", headers={"Cookie": f"account_book={token}"})

    assert page.status_code == status
    assert page.headers.get("Location", "/login").partition("?")[0] == "/login"


def test_a_user_who_is_gone_has_no_token(app: Flask, household: Household, nobody: Verdict) -> None:
    row = {"nickname": "", "password_hash": "", "locale": "ko", "created_at": datetime.now(UTC)}
    with database_of(app).writing() as connection:
        user_id = connection.execute(insert(User), {**row, "email": "gone@example.com"}).lastrowid
        connection.commit()
    claims = claims_of(household.tokens["access_token"]) | {"sub": str(user_id)}
    before = with_access(household, forge(HEADER, claims))

    with database_of(app).writing() as connection:
        connection.execute(delete(User).where(User.id == user_id))
        connection.commit()

    assert before.status_code == 200
    assert verdict(with_access(household, forge(HEADER, claims))) == nobody
    assert verdict(with_refresh(household, forge(HEADER, claims | {"use": "refresh"}))) == nobody


def test_a_changed_password_voids_all_tokens_of_before(app: Flask, home: Household, nobody: Verdict) -> None:
    cookie = {"Cookie": f"account_book={started(app, home, 'browser')}"}
    before = home.client.get("/", headers=cookie)

    with database_of(app).writing() as connection:
        # This is what a change of the password does besides.
        changed = update(User).where(User.email == home.email).values(token_epoch=User.token_epoch + 1)
        connection.execute(changed)
        connection.commit()

    assert verdict(with_access(home, home.tokens["access_token"])) == nobody
    assert verdict(with_refresh(home, home.tokens["refresh_token"])) == nobody
    after = home.client.get("/", headers=cookie)
    assert [page.headers["Location"] == "/login" for page in (before, after)] == [False, True]


def test_logging_out_voids_the_tokens_of_this_log_in_only(home: Household, nobody: Verdict) -> None:
    credentials = {"email": home.email, "password": PASSWORD}
    other = home.client.post("/api/v1/auth/login", json=credentials).get_json()

    response = home.ask("POST", "/api/v1/auth/logout")

    assert response.status_code == 204
    assert verdict(with_access(home, home.tokens["access_token"])) == nobody
    assert verdict(with_refresh(home, home.tokens["refresh_token"])) == nobody
    assert with_access(home, other["access_token"]).status_code == 200
    assert with_refresh(home, other["refresh_token"]).status_code == 200


@pytest.mark.parametrize(
    ("later", "status"),
    [
        pytest.param(timedelta(minutes=14), 200, id="14 minutes"),
        pytest.param(timedelta(minutes=16), 401, id="16 minutes"),
    ],
)
def test_an_access_token_that_was_accepted_ends_after_a_quarter_of_an_hour(
    home: Household, monkeypatch: pytest.MonkeyPatch, later: timedelta, status: int
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + later

    assert with_access(home, home.tokens["access_token"]).status_code == 200

    monkeypatch.setattr("account_book.tokens.datetime", Later)

    assert with_access(home, home.tokens["access_token"]).status_code == status


def test_a_refresh_gives_a_pair_that_works(home: Household) -> None:
    first = with_refresh(home, home.tokens["refresh_token"]).get_json()

    second = with_refresh(home, first["refresh_token"])

    assert first.keys() == home.tokens.keys()
    assert with_access(home, first["access_token"]).status_code == 200
    assert second.status_code == 200
    assert (
        len({home.tokens["refresh_token"], first["refresh_token"], second.get_json()["refresh_token"]}) == 3
    )


def test_a_refresh_token_used_twice_voids_all_that_came_of_it(home: Household, nobody: Verdict) -> None:
    credentials = {"email": home.email, "password": PASSWORD}
    other = home.client.post("/api/v1/auth/login", json=credentials).get_json()
    pair = with_refresh(home, home.tokens["refresh_token"]).get_json()

    again = with_refresh(home, home.tokens["refresh_token"])

    assert verdict(again) == nobody
    # Whoever holds the newer pair may be the thief (RFC 9700, 4.14.2).
    assert verdict(with_access(home, pair["access_token"])) == nobody
    assert verdict(with_refresh(home, pair["refresh_token"])) == nobody
    assert verdict(with_access(home, home.tokens["access_token"])) == nobody
    assert with_access(home, other["access_token"]).status_code == 200


def test_of_twenty_parallel_refreshes_one_wins(home: Household, nobody: Verdict) -> None:
    def refresh(_number: int) -> TestResponse:
        return with_refresh(home, home.tokens["refresh_token"])

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(refresh, range(20)))

    lost = [verdict(answer) for answer in answers if answer.status_code != 200]
    assert lost == [nobody] * 19
    won = next(answer for answer in answers if answer.status_code == 200)
    # Nineteen came with a used token; so the winner's is void too.
    assert verdict(with_access(home, won.get_json()["access_token"])) == nobody


WEAK_KEYS = {
    "missing": None,
    "empty": "",
    "31 bytes": KEY[:31],
    "one letter": "a" * 64,
    "nine letters": "abcdefghi" * 8,
    "well known": f"this-is-a-Secret-of-mine-{KEY[:16]}",
    "to be changed": f"CHANGEME{KEY}",
    "from a tutorial": f"development-{KEY}",
    "password": f"{KEY}Password1",
}


@pytest.mark.parametrize("key", [pytest.param(key, id=name) for name, key in WEAK_KEYS.items()])
def test_a_key_that_can_be_guessed_starts_no_server(monkeypatch: pytest.MonkeyPatch, key: str | None) -> None:
    monkeypatch.delenv("ACCOUNT_BOOK_SECRET_KEY", raising=False)

    with pytest.raises(WeakKey) as refused:
        create_app({"DATABASE_URL": "sqlite://", "SECRET_KEY": key})

    assert not key or key not in str(refused.value)


def test_the_shortest_key_that_is_taken_has_32_bytes() -> None:
    key = "é23456789abcdefghijklmnopqrstuv"

    app = create_app({"DATABASE_URL": "sqlite://", "SECRET_KEY": key})

    assert (len(key), len(key.encode())) == (31, 32)
    assert app.config["SECRET_KEY"] == key


def test_the_command_says_why_it_does_not_start(tmp_path: object) -> None:
    weak = {"ACCOUNT_BOOK_SECRET_KEY": "secret"}

    result = CliRunner().invoke(main, ["--data", str(tmp_path), "--port", "0"], env=weak)

    assert result.exit_code == 1
    assert result.output == "Error: The secret key has 6 bytes; it needs at least 32.\n"


def test_a_key_of_digits_only_from_the_environment_is_still_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    digits = "31415926535897932384626433832795028841971693993751"
    monkeypatch.setenv("ACCOUNT_BOOK_SECRET_KEY", digits)

    assert create_app({"DATABASE_URL": "sqlite://"}).config["SECRET_KEY"] == digits
