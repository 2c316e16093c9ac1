"""/openapi.json describes every route, and the answers are as it says."""

import re
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from tests.full_app.conftest import Household

STATEMENT = "날짜,내용,출금액\n2026-01-05,버스,1500\n2026-01-06,떡집,abc\n".encode()


def spec(app: Flask) -> dict[str, Any]:
    """Return the description that clients get."""
    return dict(app.test_client().get("/openapi.json").get_json())


def test_every_route_of_the_api_is_described(app: Flask) -> None:
    described = {
        (path, method.upper())
        for path, item in spec(app)["paths"].items()
        for method in item
        if method != "head"
    }

    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule == "/healthz"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert described == routes


def checked(app: Flask, method: str, template: str, response: Any) -> Any:
    """Return a response's JSON after checking it against the description."""
    document = spec(app)
    answers = document["paths"][template][method.lower()]["responses"]
    content = answers[str(response.status_code)]["content"]
    schema = content[response.mimetype]["schema"]
    validator = Draft202012Validator({**schema, "components": document["components"]})
    validator.validate(response.get_json())
    return response.get_json()


def test_the_answers_are_as_described(app: Flask, home: Household) -> None:
    book = "/api/v1/books/{book_id}"
    entry = home.spend(1_000, memo="#하나", category_id=home.categories["식비"])
    uploaded = home.upload(STATEMENT)
    path = f"entries/{entry['id']}"
    stale = {"If-Match": '"9"'}
    asked = [
        ("GET", "/api/v1/books", home.ask("GET", "/api/v1/books")),
        ("GET", book, home.ask("GET", home.book)),
        ("GET", f"{book}/accounts", home.ask("GET", "accounts")),
        ("POST", f"{book}/accounts", home.ask("POST", "accounts", json={"name": "통장", "kind": "bank"})),
        ("GET", f"{book}/categories", home.ask("GET", "categories")),
        (
            "POST",
            f"{book}/categories",
            home.ask("POST", "categories", json={"name": "술", "kind": "expense"}),
        ),
        ("GET", f"{book}/entries", home.ask("GET", "entries")),
        ("GET", f"{book}/entries/{{entry_id}}", home.ask("GET", path)),
        ("PATCH", f"{book}/entries/{{entry_id}}", home.ask("PATCH", path, json={}, headers=stale)),
        ("POST", f"{book}/entries", home.ask("POST", "entries", json={})),
        ("GET", f"{book}/reports/month", home.ask("GET", "reports/month?month=2026-01")),
        ("POST", f"{book}/imports", uploaded),
        ("GET", f"{book}/imports/{{import_id}}", home.ask("GET", f"imports/{uploaded.get_json()['id']}")),
        (
            "POST",
            f"{book}/imports/{{import_id}}/commit",
            home.ask("POST", f"imports/{uploaded.get_json()['id']}/commit", json={}),
        ),
        ("GET", "/healthz", home.ask("GET", "/healthz")),
    ]

    answers = [checked(app, method, template, response) for method, template, response in asked]

    assert [response.status_code for _, _, response in asked] == [
        *(200, 200, 200, 201, 200, 201, 200, 200, 412, 422, 200, 201, 200, 200, 200)
    ]
    assert all(answers)


def test_the_docs_page_loads_what_came_with_the_packages(app: Flask) -> None:
    page = app.test_client().get("/docs")

    sources = re.findall(r'(?:src|href|data-url)="([^"]+)"', page.text)

    assert page.status_code == 200
    assert all(source.startswith("/") for source in sources)
    for source in sources:
        with app.test_client().get(source) as response:
            assert response.status_code == 200


@pytest.mark.parametrize("language", ["ko", "en"])
def test_problems_speak_the_language_of_the_request(home: Household, language: str) -> None:
    response = home.ask("GET", "entries/999999", headers={"Accept-Language": language})

    titles = {"ko": "찾을 수 없음", "en": "Not found"}
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["title"] == titles[language]
