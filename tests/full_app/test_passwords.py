"""Another password: only for who knows the one of now, and every token of before is void."""

import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, g
from werkzeug.test import TestResponse

from tests.full_app.cast import start
from tests.full_app.conftest import PASSWORD, Household, sign_up
from tests.full_app.hostile import refusal, row_counts
from tests.threads import at_once

PATH, LOG_IN = "/api/v1/auth/password", "/api/v1/auth/login"
NEW = "an umbrella in the rain"


@dataclass
class Owner:
    """A user at an address of his own, so that failures of other tests do not count for him."""

    home: Household
    address: str

    def change(self, old: Any = PASSWORD, new: Any = NEW) -> TestResponse:
        """Ask for another password."""
        return self._post(PATH, {"old_password": old, "password": new})

    def log_in(self, password: str) -> TestResponse:
        """Sign in with a password."""
        return self._post(LOG_IN, {"email": self.home.email, "password": password})

    def _post(self, path: str, body: dict[str, Any]) -> TestResponse:
        return self.home.ask("POST", path, json=body, environ_base={"REMOTE_ADDR": self.address})

    def works(self) -> bool:
        """Say whether the token of the sign-up is good."""
        return self.home.ask("GET", "/api/v1/books").status_code == 200


@pytest.fixture
def owner(app: Flask) -> Owner:
    """Somebody who has just signed up."""
    return Owner(sign_up(app), f"2001:db8:1::{secrets.token_hex(2)}:{secrets.token_hex(2)}")


def test_another_password_takes_the_place_of_the_one_of_now(owner: Owner) -> None:
    response = owner.change()

    assert (response.status_code, response.data) == (204, b"")
    assert [owner.log_in(password).status_code for password in (PASSWORD, NEW)] == [401, 200]


def test_a_changed_password_voids_every_token_of_before(app: Flask, owner: Owner) -> None:
    home, other = owner.home, owner.log_in(PASSWORD).get_json()
    program = home.post("/api/v1/tokens", name="x", scope="write")["token"]
    cookie = {"Cookie": f"account_book={start(app, home, 'browser')}"}
    before = home.client.get("/", headers=cookie)

    owner.change()

    bearers = [home.tokens["access_token"], other["access_token"], program]
    answers = [
        *(home.client.get("/api/v1/books", headers={"Authorization": f"Bearer {it}"}) for it in bearers),
        *(
            home.client.post("/api/v1/auth/refresh", json={"refresh_token": pair["refresh_token"]})
            for pair in (home.tokens, other)
        ),
    ]
    assert all(refusal(answer, 401) for answer in answers)
    assert before.headers["Location"] != "/login"
    assert home.client.get("/", headers=cookie).headers["Location"] == "/login"


def test_who_signs_in_after_the_change_has_good_tokens(owner: Owner) -> None:
    owner.change()

    owner.home.tokens = owner.log_in(NEW).get_json()

    assert owner.works()
    assert owner.home.get("/api/v1/tokens")["items"] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("not the password", NEW, id="wrong"),
        pytest.param("", NEW, id="empty"),
        pytest.param(f"{PASSWORD} ", NEW, id="blank behind"),
        pytest.param(PASSWORD.upper(), NEW, id="capitals"),
        pytest.param(NEW, NEW, id="the new one"),
        # Who does not know it is told no more than that.
        pytest.param("not the password", "weak", id="wrong, and the new one weak"),
    ],
)
def test_who_does_not_know_the_password_does_not_change_it(owner: Owner, old: str, new: str) -> None:
    response = owner.change(old, new)

    # The token is good: a 401 would send the client to sign in anew.
    assert list(refusal(response, 403)["errors"]) == ["old_password"]
    assert "WWW-Authenticate" not in response.headers
    assert owner.works()
    assert owner.log_in(PASSWORD).status_code == 200


def test_guessing_with_a_token_has_to_wait_as_guessing_without_one(owner: Owner) -> None:
    statuses = [owner.change(f"wrong {number}").status_code for number in range(7)]

    right = owner.change()

    assert statuses == [403] * 5 + [429] * 2
    refusal(right, 429)
    assert 0 < int(right.headers["Retry-After"]) <= 60
    assert owner.works()
    assert owner.log_in(PASSWORD).status_code == 429


def test_failed_log_ins_count_for_the_change_too(owner: Owner) -> None:
    statuses = [owner.log_in(f"wrong {number}").status_code for number in range(3)]
    statuses += [owner.change(f"wrong {number}").status_code for number in range(3)]

    assert statuses == [401] * 3 + [403] * 2 + [429]


def test_guessing_ones_password_holds_up_nobody_else(app: Flask, owner: Owner) -> None:
    other = Owner(sign_up(app), owner.address)
    for number in range(6):
        owner.change(f"wrong {number}")

    response = other.change()

    assert response.status_code == 204


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("", id="empty"),
        pytest.param("k9#mQ2x", id="7 characters"),
        pytest.param("나무집푸른지붕", id="7 syllables"),
        pytest.param("aB" * 512 + "c", id="1,025 bytes"),
        pytest.param("password1", id="common"),
        pytest.param("ｐａｓｓｗｏｒｄ１", id="common in full-width letters"),
        pytest.param("xyxyxyxyxyxy", id="two letters"),
    ],
)
def test_a_weak_password_takes_no_place(app: Flask, owner: Owner, password: str) -> None:
    before = row_counts(app)

    response = owner.change(new=password)

    assert list(refusal(response, 422)["errors"]) == ["password"]
    assert row_counts(app) == before
    assert owner.works()
    assert owner.log_in(PASSWORD).status_code == 200


def test_ones_own_name_takes_no_place(owner: Owner) -> None:
    response = owner.change(new=owner.home.email.upper())

    assert list(refusal(response, 422)["errors"]) == ["password"]


def test_the_password_of_now_is_known_from_every_keyboard(owner: Owner) -> None:
    hangul = "나무집 푸른지붕 café"
    owner.change(new=hangul)
    owner.home.tokens = owner.log_in(hangul).get_json()

    response = owner.change(unicodedata.normalize("NFD", hangul), NEW)

    assert response.status_code == 204


def test_of_two_changes_at_once_one_wins(owner: Owner) -> None:
    wanted = ["the first of the two", "the second of the two"]

    answers = at_once(2, lambda number: owner.change(new=wanted[number]))

    statuses = [answer.status_code for answer in answers]
    assert statuses.count(204) == 1
    # The other had the right password when it began, or came with a token that was void by then.
    assert set(statuses) <= {204, 401, 403}
    right = [owner.log_in(password).status_code == 200 for password in (PASSWORD, *wanted)]
    assert right == [False, *(status == 204 for status in statuses)]


def test_nobody_waits_for_a_transaction_while_a_password_is_hashed(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[bool] = []
    for name in ("hash", "verify"):
        monkeypatch.setattr(PasswordHasher, name, watched(getattr(PasswordHasher, name), waiting))

    response = owner.change()

    assert response.status_code == 204
    assert waiting == [False, False]


def watched(work: Any, waiting: list[bool]) -> Any:
    """Return work that notes whether the request has a transaction open meanwhile."""

    def watch(*args: Any) -> Any:
        waiting.append(g.connection.in_transaction())
        return work(*args)

    return watch


def test_a_change_is_no_business_of_others(owner: Owner, stranger: Household) -> None:
    owner.change()

    response = stranger.ask("GET", "/api/v1/books")

    assert response.status_code == 200
