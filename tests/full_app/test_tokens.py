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
from sqlalchemy import delete, insert
from werkzeug.test import TestResponse

from tests.full_app.conftest import KEY, PASSWORD, Household, database_of, sign_up
from tests.full_app.forgers import FORGERS, HEADER, NOW, Forger
from tests.full_app.hostile import claims_of, forge, refusal

Verdict = tuple[int, str | None, bytes]

CHALLENGE = 'Bearer error="invalid_token"'


@pytest.fixture(scope="module")
def household(app: Flask) -> Household:
    """A household whose tokens stay good."""
    return sign_up(app)


@pytest.fixture(scope="module")
def personal(household: Household) -> str:
    """A personal token of that household."""
    return str(household.post("/api/v1/tokens", name="program", scope="write")["token"])


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


def test_a_token_with_nothing_wrong_is_accepted(household: Household, personal: str) -> None:
    tokens = [household.tokens["access_token"], personal]

    answers = [with_access(household, forge(HEADER, claims_of(token))) for token in tokens]

    # So that what is refused below is refused for what is wrong with it.
    assert [answer.status_code for answer in answers] == [200, 200]


def test_a_server_whose_clock_is_a_little_ahead_makes_good_tokens(household: Household) -> None:
    claims = claims_of(household.tokens["access_token"])

    ahead = [with_access(household, forge(HEADER, {**claims, "iat": NOW + s})) for s in (30, 3_600)]

    assert [answer.status_code for answer in ahead] == [200, 401]


@pytest.mark.parametrize("forger", [pytest.param(forger, id=name) for name, forger in FORGERS.items()])
def test_every_bad_token_is_refused_in_the_same_words(
    app: Flask, household: Household, personal: str, nobody: Verdict, forger: Forger
) -> None:
    unused = started(app, household, "refresh")

    access = with_access(household, forger(claims_of(household.tokens["access_token"])))
    program = with_access(household, forger(claims_of(personal)))
    refresh = with_refresh(household, forger(claims_of(unused)))

    assert [verdict(answer) for answer in (access, program, refresh)] == [nobody] * 3


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


def test_a_token_is_good_for_its_own_use_only(
    app: Flask, household: Household, personal: str, nobody: Verdict
) -> None:
    access, refresh = household.tokens["access_token"], household.tokens["refresh_token"]
    browser = started(app, household, "browser")

    answers = [
        *(with_access(household, token) for token in (refresh, browser)),
        *(with_refresh(household, token) for token in (access, browser, personal)),
    ]

    assert [verdict(answer) for answer in answers] == [nobody] * 5


@pytest.mark.parametrize(
    ("use", "status"),
    [
        pytest.param("browser", 200, id="browser token"),
        pytest.param("access", 302, id="access token"),
        pytest.param("refresh", 302, id="refresh token"),
        pytest.param("personal", 302, id="personal token"),
    ],
)
def test_a_page_takes_its_own_token_only(
    app: Flask, household: Household, personal: str, use: Use, status: int
) -> None:
    known = {"access": household.tokens["access_token"], "personal": personal}
    token = known.get(use) or started(app, household, use)
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


def test_logging_out_everywhere_voids_every_token(
    app: Flask, home: Household, stranger: Household, nobody: Verdict
) -> None:
    other = home.client.post(
        "/api/v1/auth/login", json={"email": home.email, "password": PASSWORD}
    ).get_json()
    program = home.post("/api/v1/tokens", name="x", scope="write")["token"]
    cookie = {"Cookie": f"account_book={started(app, home, 'browser')}"}
    before = home.client.get("/", headers=cookie)

    response = home.ask("POST", "/api/v1/auth/logout-all")

    access = (home.tokens["access_token"], other["access_token"], program)
    refresh = (home.tokens["refresh_token"], other["refresh_token"])
    assert response.status_code == 204
    assert [verdict(with_access(home, token)) for token in access] == [nobody] * 3
    assert [verdict(with_refresh(home, token)) for token in refresh] == [nobody] * 2
    assert before.headers["Location"] != "/login"
    assert home.client.get("/", headers=cookie).headers["Location"] == "/login"
    assert with_access(stranger, stranger.tokens["access_token"]).status_code == 200


def test_who_logged_out_everywhere_may_come_back(home: Household, nobody: Verdict) -> None:
    home.ask("POST", "/api/v1/auth/logout-all")

    pair = home.client.post("/api/v1/auth/login", json={"email": home.email, "password": PASSWORD}).get_json()

    assert with_access(home, pair["access_token"]).status_code == 200
    assert with_refresh(home, pair["refresh_token"]).status_code == 200
    assert verdict(with_access(home, home.tokens["access_token"])) == nobody


def test_logging_out_voids_the_tokens_of_this_log_in_only(home: Household, nobody: Verdict) -> None:
    credentials = {"email": home.email, "password": PASSWORD}
    other = home.client.post("/api/v1/auth/login", json=credentials).get_json()
    program = home.post("/api/v1/tokens", name="x", scope="read")["token"]

    response = home.ask("POST", "/api/v1/auth/logout")

    assert response.status_code == 204
    # A program is not signed in, and stays until its token is taken back.
    assert with_access(home, program).status_code == 200
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
