"""Forms that another site sends in somebody's name, and log-ins that somebody prepared for another."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.full_app.cast import Cast, assemble, start
from tests.full_app.conftest import PASSWORD, Household
from tests.full_app.hostile import refusal, row_counts
from tests.full_app.routes import ROUTES
from tests.full_app.test_page_ownership import FORMS, right, send

COOKIES = ("account_book", "session")


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    """All who ask the API."""
    return assemble(app)


@pytest.fixture(scope="module")
def visitors(app: Flask, cast: Cast) -> Cast:
    """The same people with the cookies of their browsers."""
    return replace(cast, tokens={name: start(app, home, "browser") for name, home in cast.people.items()})


def csrf_token(client: FlaskClient) -> str:
    """Return the token of the forms that this browser is shown."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert found
    return unescape(found[1])


def enter(client: FlaskClient, home: Household, **fields: Any) -> TestResponse:
    """Sign in as people do."""
    form = {"csrf_token": csrf_token(client), "email": home.email, "password": PASSWORD, **fields}
    return client.post("/login", data=form)


def cookies(client: FlaskClient) -> dict[str, str]:
    """Return what the browser holds."""
    held = {name: client.get_cookie(name) for name in COOKIES}
    return {name: cookie.value for name, cookie in held.items() if cookie}


def opens(client: FlaskClient) -> str:
    """Return where the first page leads this browser: into a book, or to the log-in."""
    return client.get("/").headers["Location"]


@pytest.fixture(scope="module")
def victim(app: Flask, visitors: Cast) -> dict[str, str]:
    """The cookies of the owner, who has forms of their own open."""
    client = app.test_client()
    csrf_token(client)
    return {**cookies(client), "account_book": visitors.tokens["owner"]}


def in_the_name_of(victim: dict[str, str], request: dict[str, Any], token: str) -> dict[str, Any]:
    """Return a form as another site sends it, which knows a token that is good elsewhere."""
    cookie = "; ".join(f"{name}={value}" for name, value in victim.items())
    return {**request, "headers": {"Cookie": cookie}, "data": {**request["data"], "csrf_token": token}}


def test_the_forms_of_this_file_are_otherwise_right(app: Flask, visitors: Cast, home: Household) -> None:
    client = app.test_client()
    token = csrf_token(client)
    mine = {**cookies(client), "account_book": start(app, home, "browser")}

    answer = send(visitors, in_the_name_of(mine, right(visitors, "owner", "POST /books"), token), csrf=True)

    assert (answer.status_code, answer.headers["Location"].startswith("/books/")) == (302, True)


@pytest.mark.parametrize("page", FORMS)
def test_a_form_with_the_token_of_somebody_else_is_not_taken(
    app: Flask, visitors: Cast, victim: dict[str, str], page: str
) -> None:
    attackers = csrf_token(app.test_client())
    request, before = right(visitors, "owner", page), row_counts(app)

    answer = send(visitors, in_the_name_of(victim, request, attackers), kept=True, csrf=True)

    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert row_counts(app) == before


@pytest.mark.parametrize("route", [route for route, that in ROUTES.items() if that.level != "everybody"])
def test_the_api_takes_no_cookie_which_a_browser_sends_by_itself(
    cast: Cast, victim: dict[str, str], route: str
) -> None:
    before = row_counts(cast.app)
    request = cast.right("owner", route)
    cookie = "; ".join(f"{name}={value}" for name, value in victim.items())
    headers = {**request["headers"], "Cookie": cookie}
    headers.pop("Authorization")

    answer = cast.send({**request, "headers": headers}, kept=True)

    refusal(answer, 401)
    assert row_counts(cast.app) == before


def test_the_cookies_of_before_a_log_in_do_not_survive_it(
    app: Flask, home: Household, stranger: Household
) -> None:
    attacker, client = app.test_client(), app.test_client()
    enter(attacker, stranger)
    planted = {**cookies(attacker), "session": cookies(attacker).get("session", "")}
    known = csrf_token(attacker)
    for name, value in planted.items():
        client.set_cookie(name, value)

    entered = enter(client, home)

    held = cookies(client)
    assert entered.status_code == 302
    assert not held.items() & planted.items()
    assert opens(client).startswith(home.book.removeprefix("/api/v1"))
    # What the attacker knew about the forms of before is of no use any more.
    refused = client.post("/books", data={"csrf_token": known, "name": "x", "currency": "KRW"})
    assert refused.status_code == 400
    for name, value in planted.items():
        attacker.set_cookie(name, value)
    assert opens(attacker).startswith(stranger.book.removeprefix("/api/v1"))


def test_each_log_in_has_a_token_of_its_own_that_ends_with_it(app: Flask, home: Household) -> None:
    here, there = app.test_client(), app.test_client()
    enter(here, home)
    first = cookies(here)["account_book"]
    enter(here, home)
    second = cookies(here)["account_book"]
    enter(there, home)

    left = here.post("/logout", data={"csrf_token": csrf_token(here)})

    assert len({first, second, cookies(there)["account_book"]}) == 3
    assert cookies(here) == {}
    # It was not only forgotten here: whoever had copied it has nothing.
    here.set_cookie("account_book", second)
    assert (left.status_code, opens(here)) == (302, "/login")
    assert opens(there).startswith("/books/")


def test_another_password_ends_the_log_ins_of_all_other_browsers(app: Flask, home: Household) -> None:
    here, there = app.test_client(), app.test_client()
    for client in (here, there):
        enter(client, home)
    form = {"action": "password", "old_password": PASSWORD, "password": f"{PASSWORD} too"}
    before = cookies(here)["account_book"]

    here.post("/you", data={"csrf_token": csrf_token(here), **form})

    assert opens(here).startswith("/books/")
    assert cookies(here)["account_book"] != before
    assert opens(there) == "/login"
    here.set_cookie("account_book", before)
    assert opens(here) == "/login"


def test_nobody_is_signed_in_by_a_form_of_another_site(app: Flask, stranger: Household) -> None:
    # Who would write into the attacker's book then, without noticing.
    client = app.test_client()
    csrf_token(client)

    answers = [
        client.post("/login", data={"email": stranger.email, "password": PASSWORD, **token})
        for token in ({}, {"csrf_token": csrf_token(app.test_client())})
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "account_book" not in cookies(client)
