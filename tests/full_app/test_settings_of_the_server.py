"""What whoever runs the server may set: proxies in front, who may sign up, how long the database has."""

import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from account_book import create_app
from account_book.home import Home
from flask import Flask
from flask.testing import FlaskClient

from tests.full_app.conftest import CHEAP, KEY, PASSWORD, Household
from tests.full_app.hostile import refusal
from tests.full_app.test_pages import pages_of

PROXY = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "book.example"}


def client_of(shared_home: Home, **settings: Any) -> FlaskClient:
    return create_app({"DATABASE_URL": shared_home.url, "SECRET_KEY": KEY, **CHEAP, **settings}).test_client()


def failures(client: FlaskClient, address: str) -> list[int]:
    """Return the statuses of log-ins that fail, all from one address as the proxy tells it."""
    names = [f"{address}-{number}@example.com" for number in range(21)]
    return [
        client.post(
            "/api/v1/auth/login",
            json={"email": name, "password": PASSWORD},
            headers={"X-Forwarded-For": address},
            environ_base={"REMOTE_ADDR": "198.51.100.1"},
        ).status_code
        for name in names
    ]


def test_behind_a_proxy_each_client_is_counted_by_its_own_address(shared_home: Home) -> None:
    client = client_of(shared_home, PROXIES=1)

    assert failures(client, "203.0.113.1") == [401] * 20 + [429]
    assert failures(client, "203.0.113.2")[0] == 401


def test_without_a_proxy_nobody_says_who_he_is(shared_home: Home) -> None:
    client = client_of(shared_home)
    environ = {"REMOTE_ADDR": "198.51.100.2"}
    answers = [
        client.post(
            "/api/v1/auth/login",
            json={"email": f"guess-{number}@example.com", "password": PASSWORD},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
            environ_base=environ,
        ).status_code
        for number in range(21)
    ]

    assert answers == [401] * 20 + [429]


@pytest.mark.parametrize(("proxies", "secure"), [(1, True), (0, False)])
def test_only_a_proxy_that_is_set_says_that_this_is_https(
    shared_home: Home, proxies: int, secure: bool
) -> None:
    answer = client_of(shared_home, PROXIES=proxies).get("/login", headers=PROXY)

    assert ("Strict-Transport-Security" in answer.headers) == secure
    assert ("Secure" in answer.headers.get("Set-Cookie", "Secure" * secure)) == secure


def test_where_nobody_may_sign_up_api_and_page_say_whom_to_ask(shared_home: Home) -> None:
    client = client_of(shared_home, SIGN_UP=False)

    by_api = client.post("/api/v1/auth/signup", json={"email": "new@example.com", "password": PASSWORD})
    page, log_in = client.get("/signup"), client.get("/login")

    assert "whoever runs this server" in refusal(by_api, 403)["detail"]
    assert (page.status_code, "whoever runs this server" in page.text) == (403, True)
    assert (log_in.status_code, "/signup" in log_in.text) == (200, False)


@pytest.mark.parametrize(
    ("said", "status"),
    [("true", 200), ("1", 200), *((word, 403) for word in ("false", "0", "no", "off", "False", ""))],
)
def test_the_environment_closes_the_sign_up(
    shared_home: Home, monkeypatch: pytest.MonkeyPatch, said: str, status: int
) -> None:
    monkeypatch.setenv("ACCOUNT_BOOK_SIGN_UP", said)

    assert client_of(shared_home).get("/signup").status_code == status


@pytest.mark.parametrize(
    "origin", ["http://localhost:9999", "https://localhost", "null", "http://evil.example"]
)
def test_a_form_of_another_origin_is_refused_even_with_both_cookies(
    app: Flask, home: Household, origin: str
) -> None:
    from tests.full_app.test_entry_pages import enter

    browser = enter(app, home)
    data = {**browser.hidden("/books"), "name": "Another", "currency": "KRW", "timezone": "Asia/Seoul"}

    refused = browser.client.post("/books", data=data, headers={"Origin": origin})
    taken = browser.client.post("/books", data=data, headers={"Origin": "http://localhost"})

    assert (refused.status_code, taken.status_code) == (403, 302)
    assert "another site" in refused.text
    assert len(home.get("/api/v1/books")["items"]) == 2
    assert browser.get(f"{pages_of(home)}/month").status_code == 200


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions than POSIX")
def test_the_folder_of_the_data_is_its_owners_alone(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "data")
    home.open().engine.dispose()

    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
