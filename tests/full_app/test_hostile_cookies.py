"""The same bad tokens as a browser's cookie: each leads to the log-in, and none is told from another."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app import figures
from tests.full_app.cast import start
from tests.full_app.conftest import Household, sign_up
from tests.full_app.forgers import FORGERS, HEADER
from tests.full_app.hostile import claims_of, forge, row_counts


@pytest.fixture(scope="module")
def household(app: Flask) -> Household:
    """A household whose tokens stay good."""
    return sign_up(app)


def ask(home: Household, token: str | None, method: str = "GET") -> TestResponse:
    """Ask for a page, or send its form, with this cookie."""
    path = f"{home.book.removeprefix('/api/v1')}/{'entries' if method == 'POST' else 'month'}"
    headers = {} if token is None else {"Cookie": f"account_book={token}"}
    return home.client.open(path, method=method, headers=headers)


def told(response: TestResponse) -> tuple[int, str | None, list[str], bytes]:
    """Return all that tells one refusal from another."""
    cookies = [cookie for cookie in response.headers.getlist("Set-Cookie") if "account_book=" in cookie]
    return response.status_code, response.headers.get("Location"), cookies, response.data


def test_every_bad_token_leads_a_browser_to_the_log_in_in_the_same_words(
    app: Flask, household: Household, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So that it is the token that a form is refused for.
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", False)
    claims = claims_of(start(app, household, "browser"))
    good, before = ask(household, forge(HEADER, claims)), row_counts(app)
    # To a cookie, quotes around its value are none of it (RFC 6265, 4.1.1).
    tokens = {forger(claims) for name, forger in FORGERS.items() if name != "quoted"}

    nobody = {method: told(ask(household, None, method)) for method in ("GET", "POST")}
    other = {
        (method, token)
        for method in ("GET", "POST")
        for token in tokens
        if told(ask(household, token, method)) != nobody[method]
    }

    figures.record(f"{backend}: {len(tokens)} distinct bad tokens, one answer")
    assert (good.status_code, nobody["GET"][0]) == (200, 302)
    assert str(nobody["GET"][1]).startswith("/login")
    assert other == set()
    assert row_counts(app) == before
    assert len(tokens) >= 100
