"""Personal tokens: rights for a program, with a scope and an end, shown once and taken back at any time."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from account_book.models import Token
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.full_app.cast import book_id, let_in, user_id
from tests.full_app.conftest import Household, database_of, sign_up
from tests.full_app.forgers import SCOPES, Forger
from tests.full_app.hostile import claims_of, refusal

TOKENS, BOOKS = "/api/v1/tokens", "/api/v1/books"
ENTRY = {"kind": "income", "day": "2026-01-05", "amount": 5}


def made(home: Household, **fields: Any) -> Any:
    """Return a new personal token."""
    return home.post(TOKENS, **{"name": "program", "scope": "write", **fields})


def ask(home: Household, token: str, method: str, path: str, **kwargs: Any) -> TestResponse:
    """Send a request in the name of a program."""
    url = path if path.startswith("/") else f"{home.book}/{path}"
    return home.client.open(url, method=method, headers={"Authorization": f"Bearer {token}"}, **kwargs)


def write(home: Household, token: str) -> TestResponse:
    """Let a program write an entry into the household's book."""
    return ask(home, token, "POST", "entries", json={**ENTRY, "account_id": home.accounts["bank"]})


def test_a_token_is_shown_once(home: Household) -> None:
    token = made(home, name="영수증 앱", scope="read", book_id=book_id(home), days=7)

    [listed] = home.get(TOKENS)["items"]

    assert listed == {name: value for name, value in token.items() if name != "token"}
    assert {name: listed[name] for name in ("name", "scope", "book_id")} == {
        "name": "영수증 앱",
        "scope": "read",
        "book_id": book_id(home),
    }


def test_the_server_keeps_no_token(app: Flask, home: Household) -> None:
    token = made(home)["token"]

    with database_of(app).reading() as connection:
        rows = connection.execute(select(Token.__table__).where(Token.user_id == user_id(home))).all()

    parts = token.split(".")
    assert len(rows) == 2
    assert [part for part in parts if part in str(rows)] == []


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        pytest.param({}, 90, id="usual"),
        pytest.param({"days": 1}, 1, id="1"),
        pytest.param({"days": 366}, 366, id="366"),
    ],
)
def test_a_token_ends_after_the_days_that_were_asked_for(
    home: Household, fields: dict[str, Any], days: int
) -> None:
    token = made(home, **fields)

    claims = claims_of(token["token"])

    assert claims["exp"] - claims["iat"] == days * 24 * 3600
    apart = datetime.fromisoformat(token["expires_at"]).timestamp() - claims["exp"]
    assert abs(apart) < 2


@pytest.mark.parametrize(
    ("later", "status"),
    [
        pytest.param(timedelta(hours=23), 200, id="23 hours"),
        pytest.param(timedelta(hours=25), 401, id="25 hours"),
    ],
)
def test_a_token_of_a_day_ends_after_a_day(
    home: Household, monkeypatch: pytest.MonkeyPatch, later: timedelta, status: int
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + later

    token = made(home, days=1)["token"]
    monkeypatch.setattr("account_book.tokens.datetime", Later)

    response = ask(home, token, "GET", BOOKS)

    assert response.status_code == status


def test_a_token_that_ended_is_not_listed(app: Flask, home: Household) -> None:
    kept, ended = made(home), made(home)
    past = datetime.now(UTC) - timedelta(seconds=1)
    with database_of(app).writing() as connection:
        connection.execute(update(Token).where(Token.jti == ended["id"]).values(expires_at=past))
        connection.commit()

    listed = home.get(TOKENS)["items"]

    assert [row["id"] for row in listed] == [kept["id"]]


def test_a_token_that_was_taken_back_opens_nothing(home: Household) -> None:
    kept, gone = made(home), made(home)
    before = ask(home, gone["token"], "GET", BOOKS)

    response = home.ask("DELETE", f"{TOKENS}/{gone['id']}")

    assert (before.status_code, response.status_code) == (200, 204)
    refusal(ask(home, gone["token"], "GET", BOOKS), 401)
    assert ask(home, kept["token"], "GET", BOOKS).status_code == 200
    assert [row["id"] for row in home.get(TOKENS)["items"]] == [kept["id"]]
    refusal(home.ask("DELETE", f"{TOKENS}/{gone['id']}"), 404)


@pytest.mark.parametrize("use", ["access_token", "refresh_token"])
def test_only_a_personal_token_is_taken_back_by_its_number(home: Household, use: str) -> None:
    claims = claims_of(home.tokens[use])

    answers = [home.ask("DELETE", f"{TOKENS}/{claims[name]}") for name in ("jti", "family")]

    assert all(refusal(answer, 404) for answer in answers)
    assert home.ask("GET", BOOKS).status_code == 200


def test_everybody_lists_their_own_tokens_only(home: Household, stranger: Household) -> None:
    mine, theirs = made(home), made(stranger)

    listed = [household.get(TOKENS)["items"] for household in (home, stranger)]

    assert [[row["id"] for row in rows] for rows in listed] == [[mine["id"]], [theirs["id"]]]


def test_a_token_to_write_does_what_its_user_may(home: Household) -> None:
    token = made(home)["token"]

    response = write(home, token)

    entry = response.get_json()
    assert response.status_code == 201
    [line] = home.get(f"entries/{entry['id']}/log")["items"]
    assert line["user_id"] == user_id(home)


def test_a_token_gives_no_more_rights_than_its_user_has(app: Flask, home: Household) -> None:
    viewer = let_in(app, home, "viewer")
    token = made(viewer)["token"]

    response = write(home, token)

    refusal(response, 403)
    # The token is for it; its user is not.
    assert "WWW-Authenticate" not in response.headers
    assert ask(home, token, "GET", "entries").status_code == 200


def test_a_token_of_one_book_sees_that_book_only(home: Household) -> None:
    other = home.post(BOOKS, name="둘째")
    token = made(home, book_id=other["id"])["token"]

    listed = ask(home, token, "GET", BOOKS).get_json()

    assert [row["id"] for row in listed["items"]] == [other["id"]]
    assert ask(home, token, "GET", f"{BOOKS}/{other['id']}/entries").status_code == 200
    refusal(ask(home, token, "GET", "entries"), 404)


def test_a_token_of_all_books_sees_those_of_later_too(home: Household) -> None:
    token = made(home, scope="read")["token"]
    later = home.post(BOOKS, name="나중")

    response = ask(home, token, "GET", f"{BOOKS}/{later['id']}")

    assert response.status_code == 200


@pytest.mark.parametrize("right", ["read", "write"])
def test_the_token_of_a_book_ends_when_its_user_leaves(app: Flask, home: Household, right: str) -> None:
    member = let_in(app, home, "editor")
    tokens = [made(member, scope=right, **book)["token"] for book in ({}, {"book_id": book_id(home)})]

    home.ask("DELETE", f"members/{user_id(member)}")

    assert all(refusal(ask(home, token, "GET", "entries"), 404) for token in tokens)
    assert ask(home, tokens[1], "GET", BOOKS).get_json()["items"] == []


def test_the_token_of_a_book_that_is_deleted_is_void(home: Household) -> None:
    book = home.post(BOOKS, name="둘째")
    token = made(home, book_id=book["id"])["token"]

    gone = home.ask("DELETE", f"{BOOKS}/{book['id']}", json={"name": "둘째"})
    # SQLite gives it the number that has become free.
    later = home.post(BOOKS, name="셋째")

    assert gone.status_code == 204
    refusal(ask(home, token, "GET", f"{BOOKS}/{later['id']}/entries"), 401)
    refusal(ask(home, token, "GET", BOOKS), 401)
    assert home.get(TOKENS)["items"] == []


@pytest.fixture(scope="module")
def program(app: Flask) -> tuple[Household, str]:
    """A household, and a personal token that stays good."""
    home = sign_up(app)
    return home, str(made(home)["token"])


@pytest.mark.parametrize("forger", [pytest.param(forger, id=name) for name, forger in SCOPES.items()])
def test_a_scope_that_was_never_given_is_nobodys(program: tuple[Household, str], forger: Forger) -> None:
    home, token = program
    nobody = home.client.get(BOOKS)

    answers = [
        ask(home, forger(claims_of(token)), "GET", BOOKS),
        ask(home, forger(claims_of(home.tokens["access_token"]) | {"use": "personal"}), "GET", BOOKS),
    ]

    assert [(answer.status_code, answer.data) for answer in answers] == [(401, nobody.data)] * 2


def test_a_good_scope_under_an_old_epoch_is_nobodys(home: Household) -> None:
    token = made(home)["token"]
    home.ask("POST", "/api/v1/auth/logout-all")

    response = ask(home, token, "GET", BOOKS)

    refusal(response, 401)
    assert response.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_after_logging_out_everywhere_no_token_is_listed(home: Household) -> None:
    made(home)
    home.ask("POST", "/api/v1/auth/logout-all")
    credentials = {"email": home.email, "password": "tree under a blue roof"}

    home.tokens = home.client.post("/api/v1/auth/login", json=credentials).get_json()

    assert home.get(TOKENS)["items"] == []
