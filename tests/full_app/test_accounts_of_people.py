"""Signing up and in: who has which name, which passwords are taken, and what guessing costs."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from account_book.models import Throttle
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.full_app.conftest import PASSWORD, Household, database_of
from tests.full_app.hostile import refusal, row_counts

SIGN_UP, LOG_IN = "/api/v1/auth/signup", "/api/v1/auth/login"
HANGUL = re.compile("[가-힣]")


class Visitor:
    """Somebody at an address of his own, so that failures of other tests do not count for him."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.address = f"2001:db8::{secrets.token_hex(2)}:{secrets.token_hex(2)}"

    def post(self, path: str, language: str = "en", **body: Any) -> TestResponse:
        """Send fields."""
        environ = {"REMOTE_ADDR": self.address}
        return self.client.post(path, json=body, headers={"Accept-Language": language}, environ_base=environ)

    def log_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """Sign in."""
        return self.post(LOG_IN, email=email, password=password)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app.test_client(use_cookies=False))


@pytest.fixture
def others(app: Flask) -> Visitor:
    """Somebody at another address."""
    return Visitor(app.test_client(use_cookies=False))


def new_name() -> str:
    """Return a name that nobody has."""
    return secrets.token_hex(6)


def fail(visitor: Visitor, email: str, times: int) -> list[int]:
    """Try wrong passwords and return what each attempt got."""
    return [visitor.log_in(email, f"wrong {number}").status_code for number in range(times)]


def pass_time(app: Flask, time: timedelta) -> None:
    """Let failed log-ins have happened earlier; nobody waits."""
    with database_of(app).writing() as connection:
        for row in connection.execute(select(Throttle.bucket, Throttle.started_at)).all():
            earlier = update(Throttle).where(Throttle.bucket == row.bucket)
            connection.execute(earlier.values(started_at=row.started_at - time))
        connection.commit()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("{}Kim@Example.com", "{}kim@example.com", id="capitals"),
        pytest.param("{}straße@example.com", "{}STRASSE@example.com", id="sharp s"),
        pytest.param("{}ΝΊΚΟΣ@example.com", "{}νίκος@example.com", id="final sigma"),
        pytest.param("{}jose\u0301@example.com", "{}JOSÉ@example.com", id="accent apart"),
        pytest.param("{}김@example.com", "{}\u1100\u1175\u11b7@example.com", id="letters of Hangul apart"),
        pytest.param("{}kim@example.com", " {}kim@example.com\n", id="blanks around"),
    ],
)
def test_a_name_is_taken_however_it_is_written(app: Flask, visitor: Visitor, first: str, second: str) -> None:
    name = new_name()
    assert visitor.post(SIGN_UP, email=first.format(name), password=PASSWORD).status_code == 201
    before = row_counts(app)

    again = visitor.post(SIGN_UP, email=second.format(name), password=PASSWORD)

    assert list(refusal(again, 409)["errors"]) == ["email"]
    assert row_counts(app) == before
    assert visitor.log_in(second.format(name)).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("email", "kim", id="no at"),
        pytest.param("email", "@example.com", id="nobody"),
        pytest.param("email", "kim@example", id="domain of one word"),
        pytest.param("email", "kim@.", id="domain of a dot"),
        pytest.param("email", "ki m@example.com", id="blank"),
        pytest.param("email", "kim@exam\nple.com", id="line break"),
        pytest.param("email", "kim\0@example.com", id="NUL"),
        pytest.param("email", "", id="empty name"),
        pytest.param("email", None, id="null as name"),
        pytest.param("email", 5, id="number as name"),
        pytest.param("email", ["kim@example.com"], id="list of names"),
        pytest.param("email", "k" * 243 + "@example.com", id="255 characters"),
        pytest.param("email", "ﬃ" * 100 + "@example.com", id="255 characters once folded"),
        pytest.param("nickname", "", id="empty nickname"),
        pytest.param("nickname", "가" * 65, id="65 characters of nickname"),
        pytest.param("nickname", "\U0001d160" * 64, id="nickname that composing makes longer"),
        pytest.param("nickname", "a\0b", id="NUL in the nickname"),
        pytest.param("locale", "fr", id="language that is not spoken"),
        pytest.param("locale", "KO", id="language in capitals"),
        pytest.param("id", 1, id="chosen number"),
        pytest.param("token_epoch", 0, id="chosen epoch"),
        pytest.param("is_admin", True, id="unknown field"),
        pytest.param("password", None, id="null as password"),
        pytest.param("password", 12345678901, id="number as password"),
        pytest.param("password", "blue\0tree roof", id="NUL in the password"),
    ],
)
def test_a_sign_up_names_the_field_that_is_wrong(
    app: Flask, visitor: Visitor, field: str, value: object
) -> None:
    before = row_counts(app)
    fields: dict[str, Any] = {"email": f"{new_name()}@example.com", "password": PASSWORD, field: value}

    response = visitor.post(SIGN_UP, **fields)

    assert list(refusal(response, 422)["errors"]) == [field]
    assert row_counts(app) == before


@pytest.mark.parametrize(
    "nickname",
    [
        pytest.param("가" * 65, id="65 characters"),
        pytest.param("\U0001d160" * 64, id="longer once composed"),
        pytest.param("a\0b", id="NUL"),
        pytest.param("a\nb", id="line break"),
    ],
)
def test_the_page_to_sign_up_takes_no_other_nickname_than_the_api(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, nickname: str
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", False)
    before, email = row_counts(app), f"{new_name()}@example.com"

    page = visitor.client.post("/signup", data={"email": email, "password": PASSWORD, "nickname": nickname})

    assert page.status_code == 422
    assert f'value="{email}"' in page.text
    assert row_counts(app) == before


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("", id="empty"),
        pytest.param("k9#mQ2x", id="7 characters"),
        pytest.param("나무집푸른지붕", id="7 syllables"),
        pytest.param(unicodedata.normalize("NFD", "나무집푸른"), id="5 syllables as 12 letters"),
        pytest.param("aB" * 512 + "c", id="1,025 bytes"),
        pytest.param("나무지" * 114, id="342 syllables of 3 bytes"),
        pytest.param("x y" * 4000, id="12,000 bytes"),
        pytest.param("password1", id="common"),
        pytest.param("QwErTy123", id="common in other letters"),
        pytest.param("ｐａｓｓｗｏｒｄ１", id="common in full-width letters"),
        pytest.param("qwer1234", id="common on Korean keyboards"),
        pytest.param("zzzzzzzzzzzz", id="one letter"),
        pytest.param("xyxyxyxyxyxy", id="two letters"),
    ],
)
def test_a_weak_password_is_refused(app: Flask, visitor: Visitor, password: str) -> None:
    before = row_counts(app)

    response = visitor.post(SIGN_UP, email=f"{new_name()}@example.com", password=password)

    assert list(refusal(response, 422)["errors"]) == ["password"]
    assert row_counts(app) == before


def test_ones_own_name_is_no_password(visitor: Visitor) -> None:
    email = f"{new_name()}@example.com"

    response = visitor.post(SIGN_UP, email=email, password=email.upper())

    assert list(refusal(response, 422)["errors"]) == ["password"]


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("k9#mQ2xR", id="8 characters"),
        pytest.param("tree-roof " * 6 + "blue", id="64 characters"),
        pytest.param("aB3" * 341 + "c", id="1,024 bytes"),
        pytest.param("  blanks around  ", id="blanks around"),
        pytest.param("나무집 푸른지붕", id="Hangul"),
        pytest.param("🌳🏠💙🔑🍙👩🏽‍🚀", id="emoji"),
        pytest.param("'); DROP TABLE user; --", id="SQL"),
    ],
)
def test_a_good_password_is_taken_as_it_is(visitor: Visitor, password: str) -> None:
    email = f"{new_name()}@example.com"

    response = visitor.post(SIGN_UP, email=email, password=password)

    assert response.status_code == 201
    assert visitor.log_in(email, password).status_code == 200
    # To the last character, and with the blanks.
    assert visitor.log_in(email, password[:-1]).status_code == 401
    assert visitor.log_in(email, f"{password} ").status_code == 401


def test_a_password_is_the_same_on_every_keyboard(visitor: Visitor) -> None:
    email, password = f"{new_name()}@example.com", "나무집 푸른지붕 café"
    visitor.post(SIGN_UP, email=email, password=password)

    # As macOS's file names and some phones write it.
    response = visitor.log_in(email, unicodedata.normalize("NFD", password))

    assert response.status_code == 200


def test_an_unknown_name_looks_like_a_wrong_password(home: Household, visitor: Visitor) -> None:
    wrong = visitor.log_in(home.email, "not the password")

    unknown = visitor.log_in(f"{new_name()}@example.com", "not the password")

    assert "errors" not in refusal(wrong, 401)
    assert (unknown.status_code, unknown.data) == (wrong.status_code, wrong.data)
    assert sorted(unknown.headers) == sorted(wrong.headers)


def test_an_unknown_name_costs_the_work_of_a_known_one(
    home: Household, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[str] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, known: str, password: str) -> bool:
        costs.append(known.rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, known, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)

    visitor.log_in(home.email, "not the password")
    visitor.log_in(f"{new_name()}@example.com", "not the password")

    # Once each, with the same parameters; a clock would tell no more than this.
    assert len(costs) == 2
    assert costs[0] == costs[1] != ""


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"password": PASSWORD}, "email", id="no name"),
        pytest.param({"email": "kim@example.com"}, "password", id="no password"),
        pytest.param({"email": {"$ne": ""}, "password": PASSWORD}, "email", id="operator for a name"),
        pytest.param({"email": True, "password": PASSWORD}, "email", id="boolean for a name"),
        pytest.param({"email": "k" * 255, "password": PASSWORD}, "email", id="name too long"),
        pytest.param({"email": "kim@example.com", "password": "x" * 8193}, "password", id="endless password"),
        pytest.param(
            {"email": "kim@example.com", "password": [PASSWORD]}, "password", id="list of passwords"
        ),
        pytest.param({"email": "k@e.com", "password": PASSWORD, "use": "access"}, "use", id="unknown field"),
    ],
)
def test_a_log_in_names_the_field_that_is_wrong(
    app: Flask, visitor: Visitor, body: dict[str, Any], field: str
) -> None:
    before = row_counts(app)

    response = visitor.post(LOG_IN, **body)

    assert list(refusal(response, 422)["errors"]) == [field]
    assert row_counts(app) == before


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("", id="empty"),
        pytest.param("' OR '1'='1", id="SQL"),
        pytest.param("%@example.com", id="joker"),
        pytest.param("kim\0@example.com", id="NUL"),
        pytest.param("🍙" * 254, id="254 emoji"),
    ],
)
def test_a_log_in_with_no_possible_name_is_a_wrong_password(visitor: Visitor, email: str) -> None:
    response = visitor.log_in(email)

    refusal(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_after_five_failures_a_name_has_to_wait(home: Household, visitor: Visitor) -> None:
    statuses = fail(visitor, home.email, 5)

    response = visitor.log_in(home.email)

    assert statuses == [401] * 5
    refusal(response, 429)
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert response.headers["Retry-After"] in response.get_json()["detail"]


def test_an_unknown_name_has_to_wait_too(visitor: Visitor) -> None:
    statuses = fail(visitor, f"{new_name()}@example.com", 7)

    # Else the wait would tell who has an account.
    assert statuses == [401] * 5 + [429] * 2


def test_guessing_one_name_holds_up_no_other(home: Household, stranger: Household, visitor: Visitor) -> None:
    fail(visitor, home.email, 6)

    response = visitor.log_in(stranger.email)

    assert response.status_code == 200


def test_another_spelling_or_address_gives_no_further_guesses(
    home: Household, visitor: Visitor, others: Visitor
) -> None:
    statuses = [
        fail(visitor, home.email, 2),
        fail(visitor, home.email.upper(), 2),
        fail(others, f" {home.email}", 3),
    ]

    assert statuses == [[401, 401], [401, 401], [401, 429, 429]]


def test_after_twenty_failures_an_address_has_to_wait(
    home: Household, visitor: Visitor, others: Visitor
) -> None:
    statuses = [status for _ in range(20) for status in fail(visitor, f"{new_name()}@example.com", 1)]

    assert statuses == [401] * 20
    refusal(visitor.log_in(home.email), 429)
    assert others.log_in(home.email).status_code == 200


def test_nobody_is_locked_out_for_long(app: Flask, home: Household, visitor: Visitor) -> None:
    fail(visitor, home.email, 5)
    # Those who try on while they wait do not wait longer.
    assert fail(visitor, home.email, 10) == [429] * 10
    pass_time(app, timedelta(seconds=30))
    halfway = visitor.log_in(home.email)

    pass_time(app, timedelta(seconds=31))

    assert halfway.status_code == 429
    assert int(halfway.headers["Retry-After"]) <= 30
    assert visitor.log_in(home.email).status_code == 200


def test_the_minute_begins_with_the_first_failure(app: Flask, home: Household, visitor: Visitor) -> None:
    fail(visitor, home.email, 1)
    pass_time(app, timedelta(seconds=50))
    fail(visitor, home.email, 4)

    pass_time(app, timedelta(seconds=11))

    assert visitor.log_in(home.email).status_code == 200


def test_after_the_wait_the_count_begins_anew(app: Flask, home: Household, visitor: Visitor) -> None:
    fail(visitor, home.email, 6)
    pass_time(app, timedelta(seconds=61))

    statuses = fail(visitor, home.email, 6)

    assert statuses == [401] * 5 + [429]


def test_a_success_forgets_the_failures_before(home: Household, visitor: Visitor) -> None:
    statuses = fail(visitor, home.email, 4)

    assert visitor.log_in(home.email).status_code == 200

    assert statuses + fail(visitor, home.email, 6) == [401] * 9 + [429]


def test_parallel_guesses_are_all_counted(home: Household, visitor: Visitor) -> None:
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda number: fail(visitor, home.email, 1)[0], range(20)))

    assert set(statuses) <= {401, 429}
    assert visitor.log_in(home.email).status_code == 429


def test_of_parallel_sign_ups_with_one_name_one_wins(app: Flask, visitor: Visitor) -> None:
    before, email = row_counts(app), f"{new_name()}@example.com"

    def sign_up(_number: int) -> int:
        return visitor.post(SIGN_UP, email=email, password=PASSWORD).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(sign_up, range(8)))

    assert statuses == [201] + [409] * 7
    after = row_counts(app)
    assert {name: after[name] - before[name] for name in ("user", "book", "member", "token")} == {
        "user": 1,
        "book": 1,
        "member": 1,
        "token": 1,
    }


@pytest.mark.parametrize(
    ("language", "korean"),
    [
        pytest.param("ko", True, id="Korean"),
        pytest.param("ko-KR,ko;q=0.9,en;q=0.8", True, id="Korean first"),
        pytest.param("fr,ko;q=0.5,en;q=0.1", True, id="Korean rather than English"),
        pytest.param("en", False, id="English"),
        pytest.param("en-GB,ko;q=0.5", False, id="English first"),
        pytest.param("fr", False, id="neither"),
        pytest.param("fr,ko;q=0", False, id="anything but Korean"),
        pytest.param("", False, id="empty"),
        pytest.param("*", False, id="any"),
        pytest.param("ko;q=abc,;;,=\xff", False, id="nonsense"),
    ],
)
@pytest.mark.parametrize(
    "send",
    [
        pytest.param(lambda visitor, language: visitor.post(LOG_IN, language), id="fields"),
        pytest.param(
            lambda visitor, language: visitor.post(LOG_IN, language, email="a@b.kr", password=PASSWORD),
            id="password",
        ),
        pytest.param(lambda visitor, language: visitor.post("/api/v1/books", language), id="method"),
    ],
)
def test_errors_are_in_the_language_that_is_asked_for(
    visitor: Visitor, send: Callable[[Visitor, str], TestResponse], language: str, korean: bool
) -> None:
    response = send(visitor, language)

    problem = refusal(response, response.status_code)
    words = [problem["title"], problem["detail"], *chain(*problem.get("errors", {}).values())]
    assert [bool(HANGUL.search(text)) for text in words] == [korean] * len(words)


@pytest.mark.parametrize(
    ("locale", "accepted", "name", "account"),
    [
        pytest.param("ko", "en", "우리집 가계부", "현금", id="Korean chosen"),
        pytest.param("en", "ko", "Our household", "Cash", id="English chosen"),
        pytest.param(None, "ko-KR,en;q=0.5", "우리집 가계부", "현금", id="Korean browser"),
        pytest.param(None, "fr", "Our household", "Cash", id="French browser"),
    ],
)
def test_the_first_book_is_in_the_users_language(
    visitor: Visitor, locale: str | None, accepted: str, name: str, account: str
) -> None:
    email = f"{new_name()}@example.com"

    tokens = visitor.post(SIGN_UP, accepted, email=email, password=PASSWORD, locale=locale).get_json()

    home = Household(visitor.client, email, tokens)
    [book] = home.get("/api/v1/books")["items"]
    assert (book["name"], book["role"]) == (name, "owner")
    assert home.get(f"/api/v1/books/{book['id']}/accounts")["items"][0]["name"] == account
