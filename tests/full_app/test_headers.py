"""What every answer tells the browser; the routes come from the URL map, so that a new one is looked at."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from account_book import create_app
from account_book.db import Database
from account_book.home import Home
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from tests.full_app.cast import Cast, assemble, filled, start
from tests.full_app.conftest import CHEAP, KEY, PASSWORD, database_of
from tests.full_app.routes import BOOK, ROUTES
from tests.full_app.test_page_ownership import PAGES, right, send

SAID = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FILES = {"static": "app.js", "scalar.static": "images/scalar.svg"}
"""What is no household's business, by its endpoint."""
# Inline script and style, which the policy would leave out; one that only holds data does not run.
INLINE = re.compile(r"<script(?![^>]*\b(?:src|data-url)=)|<style|\sstyle=|\son[a-z]+=|javascript:")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application; what it says to browsers does not depend on its database."""
    home = Home.at(tmp_path_factory.mktemp("headers"))
    home.open().engine.dispose()
    app = create_app({"DATABASE_URL": home.url, "SECRET_KEY": KEY, **CHEAP})
    yield app
    database_of(app).engine.dispose()


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    """All who ask the API."""
    return assemble(app)


@pytest.fixture(scope="module")
def visitors(app: Flask, cast: Cast) -> Cast:
    """The same people with the cookies of their browsers."""
    return replace(cast, tokens={"owner": start(app, cast.people["owner"], "browser")})


@pytest.fixture(scope="module")
def answers(app: Flask, cast: Cast, visitors: Cast) -> dict[str, TestResponse]:
    """What every route answers to every method, to nobody and to the owner's right request."""
    said = {}
    client = app.test_client(use_cookies=False)
    for rule in app.url_map.iter_rules():
        row = defaultdict(lambda: "1", filename=FILES.get(rule.endpoint), section="accounts", month="2026-01")
        for method in {*(rule.methods or ()), "TRACE"}:
            route = f"{method} {rule.rule}"
            said[f"{route}, nobody"] = client.open(filled(rule.rule, row), method=method, buffered=True)
            if route in ROUTES:
                said[route] = cast.ask("owner", route)
            elif route in PAGES:
                said[route] = send(visitors, right(visitors, "owner", route))
    return said


def directives(response: TestResponse) -> dict[str, set[str]]:
    """Return the policy of an answer."""
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: set(sources.split()) for name, _, sources in (part.partition(" ") for part in parts)}


def faults(response: TestResponse, *, file: bool = False) -> list[str]:
    """Return what an answer fails to say."""
    found = [
        f"{name}: {response.headers.get(name)}"
        for name, value in SAID.items()
        if response.headers.getlist(name) != [value]
    ]
    if response.headers["Cache-Control"] != ("no-cache" if file else "no-store"):
        found.append(f"Cache-Control: {response.headers['Cache-Control']}")
    policy = directives(response)
    closed = ("default-src", "base-uri", "frame-ancestors")
    found += [f"{name} is open" for name in closed if policy.get(name) != {"'none'"}]
    found += [f"{name} is wide" for name, sources in policy.items() if sources - {"'none'", "'self'"}]
    return found


def test_every_answer_of_every_route_says_what_the_browser_must_not_do(
    app: Flask, answers: dict[str, TestResponse]
) -> None:
    files = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in FILES]
    found = {
        route: faults(response, file=route.endswith(tuple(f"{file}, nobody" for file in files)))
        for route, response in answers.items()
        if " /docs, " not in route
    }

    wrong = {route: said for route, said in found.items() if said and not of_a_wrong_method(route, said)}
    assert wrong == {}
    assert {response.status_code for response in answers.values()} >= {200, 201, 204, 302, 401, 405}


def of_a_wrong_method(route: str, said: list[str]) -> bool:
    """Say whether it is only that a file which cannot be had is not kept: OPTIONS, TRACE."""
    return not route.startswith(("GET ", "HEAD ")) and said == ["Cache-Control: no-store"]


def test_the_page_of_the_api_may_style_itself_and_ask_the_api_and_no_more(app: Flask) -> None:
    response = app.test_client().get("/docs")

    assert faults(response) == ["style-src is wide"]
    assert directives(response)["style-src"] == {"'unsafe-inline'"}


def test_no_page_holds_what_its_policy_would_not_run(answers: dict[str, TestResponse]) -> None:
    pages = {route: page.text for route, page in answers.items() if page.mimetype == "text/html"}

    assert {route: INLINE.findall(text) for route, text in pages.items() if INLINE.search(text)} == {}
    assert len(pages) > len(PAGES)


@pytest.mark.parametrize(
    ("path", "request_with", "status"),
    [
        pytest.param("/nothing", {}, 404, id="no such page"),
        pytest.param("/api/v1/nothing", {}, 404, id="no such route"),
        pytest.param("/static/nothing.js", {}, 404, id="no such file"),
        pytest.param("/static//app.js", {}, 308, id="a path that leads elsewhere"),
        pytest.param("/login", {"method": "POST"}, 400, id="form without its token"),
        pytest.param("/api/v1/auth/login", {"method": "POST", "data": b"{"}, 415, id="no JSON"),
        pytest.param("/api/v1/auth/login", {"method": "POST", "json": {}}, 422, id="no fields"),
        pytest.param("/api/v1/auth/login", {"method": "POST", "json": {"a": "x" * 70_000}}, 413, id="long"),
    ],
)
def test_a_refusal_is_no_less_careful(
    app: Flask, path: str, request_with: dict[str, Any], status: int
) -> None:
    response = app.test_client(use_cookies=False).open(path, **request_with)

    assert (response.status_code, faults(response)) == (status, [])


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/books", "/books"])
@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(OperationalError("SELECT", None, Exception("gone")), 503, id="database away"),
        pytest.param(RuntimeError("fault"), 500, id="fault"),
    ],
)
def test_a_fault_is_no_less_careful(
    cast: Cast, visitors: Cast, path: str, error: Exception, status: int
) -> None:
    bearer, cookie = cast.tokens["owner"], visitors.tokens["owner"]
    headers = {"Authorization": f"Bearer {bearer}", "Cookie": f"account_book={cookie}"}

    with patch.object(Database, "reading", side_effect=error):
        response = cast.people["owner"].client.get(path, headers=headers)

    assert (response.status_code, faults(response)) == (status, [])


def test_a_file_that_the_browser_has_is_not_sent_again(app: Flask) -> None:
    client = app.test_client()
    with client.get("/static/app.js") as first:
        tag = first.headers["ETag"]

    again = client.get("/static/app.js", headers={"If-None-Match": tag})
    again.close()

    assert (again.status_code, again.data) == (304, b"")
    assert faults(again, file=True) == []


@pytest.mark.parametrize(
    ("scheme", "promised"), [pytest.param("http", None, id="http"), ("https", "max-age=63072000")]
)
def test_only_who_came_by_tls_is_told_to_come_by_tls(
    app: Flask, cast: Cast, scheme: str, promised: str | None
) -> None:
    client = app.test_client(use_cookies=False)
    export = cast.right("owner", f"GET {BOOK}/export.csv")

    asked = [{"path": path} for path in ("/login", "/nothing", "/static/app.js", "/api/v1/books")]
    answers = [
        client.open(**{**request, "base_url": f"{scheme}://localhost"}) for request in (*asked, export)
    ]

    assert [answer.headers.get("Strict-Transport-Security") for answer in answers] == [promised] * 5
    for answer in answers:
        answer.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_cookie_is_for_this_server_and_no_script_and_over_tls_for_tls_only(
    app: Flask, cast: Cast, scheme: str
) -> None:
    client = app.test_client()
    base = f"{scheme}://localhost"
    shown = client.get("/login", base_url=base)
    found = re.search(r'name="csrf_token" value="([^"]+)"', shown.text)
    assert found
    form = {"csrf_token": found[1], "email": cast.people["owner"].email, "password": PASSWORD}

    # Which is what `Referrer-Policy: same-origin` makes a browser send; by `no-referrer` it would be refused.
    entered = client.post("/login", base_url=base, data=form, headers={"Referer": f"{base}/login"})

    cookies = [*shown.headers.getlist("Set-Cookie"), *entered.headers.getlist("Set-Cookie")]
    assert entered.status_code == 302
    assert {cookie.partition("=")[0] for cookie in cookies} == {"session", "account_book"}
    for cookie in cookies:
        flags = set(cookie.split("; ")[1:])
        assert flags >= {"HttpOnly", "Path=/", "SameSite=Lax"}
        assert ("Secure" in flags) == (scheme == "https")
        assert not [flag for flag in flags if flag.startswith("Domain")]
