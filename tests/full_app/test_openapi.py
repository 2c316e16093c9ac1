"""/openapi.json describes every route, and the answers are as it says."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from tests.full_app.cast import Cast, assemble
from tests.full_app.conftest import Household
from tests.full_app.routes import BOOK, CONDITIONAL, IDEMPOTENT, ROUTES, WITH_JSON, of_api

Operation = dict[str, Any]


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    """All who ask, and something to ask for."""
    return assemble(app)


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    """The description that clients get."""
    return dict(app.test_client().get("/openapi.json").get_json())


def operation(document: dict[str, Any], route: str) -> Operation:
    """Return what the description says of a route."""
    method, _, rule = route.partition(" ")
    found: Operation = document["paths"][re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)][method.lower()]
    return found


def headers(document: dict[str, Any], name: str) -> dict[str, bool]:
    """Return the routes that are described with a header, and whether they need it."""
    return {
        route: parameter["required"]
        for route in ROUTES
        for parameter in operation(document, route).get("parameters", [])
        if (parameter["in"], parameter["name"]) == ("header", name)
    }


def check(document: dict[str, Any], route: str, response: TestResponse) -> None:
    """Fail unless the answer is as described: its type, and no field too few or too many."""
    described = operation(document, route)["responses"][str(response.status_code)].get("content", {})
    assert set(described) == ({response.mimetype} if response.data else set())
    if response.is_json:
        schema = {**described[response.mimetype]["schema"], "components": document["components"]}
        Draft202012Validator(closed(schema)).validate(response.get_json())


def closed(schema: Any) -> Any:
    """Return a schema in which an object has no fields but those that are described."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(item) for name, item in schema.items()}
    is_object = isinstance(found.get("properties"), dict) and found.get("type") == "object"
    return {"additionalProperties": False, **found} if is_object else found


def test_every_route_is_described_and_nothing_else(app: Flask, document: dict[str, Any]) -> None:
    described = {
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method in item
        if method != "head"
    }

    routes = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route) for route in of_api(app.url_map)}

    assert described == routes | {"GET /healthz"}


def test_the_description_refers_to_nothing_that_it_lacks(document: dict[str, Any]) -> None:
    references = set(re.findall(r"'\$ref': '#/components/schemas/(\w+)'", str(document)))

    assert references <= document["components"]["schemas"].keys()
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_says_what_it_does_under_a_name_of_its_own(document: dict[str, Any]) -> None:
    operations = [operation(document, route) for route in ROUTES]

    assert all(found["summary"] for found in operations)
    assert len({found["operationId"] for found in operations}) == len(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_what_a_route_answers_is_as_described(cast: Cast, document: dict[str, Any], route: str) -> None:
    response = cast.ask("owner", route)

    assert response.status_code == ROUTES[route].status
    check(document, route, response)


def test_the_health_of_the_server_is_as_described(app: Flask, document: dict[str, Any]) -> None:
    response = app.test_client().get("/healthz")

    assert response.status_code == 200
    check(document, "GET /healthz", response)


def problems(cast: Cast) -> Iterator[tuple[str, TestResponse]]:
    """Yield problems of every kind, each of a route that can have it."""
    entry, account = f"PATCH {BOOK}/entries/<id:entry_id>", f"POST {BOOK}/accounts"
    right = cast.right("owner", entry)
    token = {"Authorization": right["headers"]["Authorization"]}
    yield account, cast.send(cast.right("owner", account) | {"json": None, "data": b"{", **_JSON})
    yield account, cast.ask("nobody", account)
    yield account, cast.ask("viewer", account)
    yield account, cast.ask("stranger", account)
    yield account, cast.send(cast.right("owner", account) | {"json": {"name": "현금", "kind": "cash"}})
    yield entry, cast.send({**right, "headers": {**token, "If-Match": '"9"'}})
    yield account, cast.send(cast.right("owner", account) | {"json": {"name": " " * 70_000}})
    yield account, cast.send(cast.right("owner", account) | {"json": None, "data": b"{}"})
    yield account, cast.send(cast.right("owner", account) | {"json": {}})
    yield entry, cast.send({**right, "headers": token})


_JSON = {"content_type": "application/json"}


def test_problems_are_as_described(cast: Cast, document: dict[str, Any]) -> None:
    answers = list(problems(cast))

    statuses = [response.status_code for _, response in answers]
    assert statuses == [400, 401, 403, 404, 409, 412, 413, 415, 422, 428]
    for route, response in answers:
        check(document, route, response)


def test_every_route_says_which_problems_it_may_have(document: dict[str, Any]) -> None:
    problem = {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
    usual = {"400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429", "503"}

    for route in ROUTES:
        answers = operation(document, route)["responses"]
        found = {status for status in answers if int(status) >= 400}
        assert found == usual
        assert [answers[status]["content"] for status in usual] == [
            {"application/problem+json": problem}
        ] * 12


def test_the_routes_that_need_a_token_say_so(document: dict[str, Any]) -> None:
    needed = {route for route in ROUTES if operation(document, route).get("security") == [{"bearer": []}]}

    assert needed == {route for route in ROUTES if ROUTES[route].level != "everybody"}


def test_if_match_is_described_where_it_is_needed(cast: Cast, document: dict[str, Any]) -> None:
    token = {"Authorization": f"Bearer {cast.tokens['owner']}"}

    statuses = {
        route: cast.send({**cast.right("owner", route), "headers": token}).status_code for route in ROUTES
    }

    assert headers(document, "If-Match") == {
        route: True for route, status in statuses.items() if status == 428
    }
    assert set(headers(document, "If-Match")) == set(CONDITIONAL)


def test_idempotency_key_is_described_where_it_is_read(cast: Cast, document: dict[str, Any]) -> None:
    bad = {"Authorization": f"Bearer {cast.tokens['owner']}", "If-Match": "*", "Idempotency-Key": "a b"}

    statuses = {
        route: cast.send({**cast.right("owner", route), "headers": bad}).status_code for route in ROUTES
    }

    assert headers(document, "Idempotency-Key") == {
        route: False for route, status in statuses.items() if status == 400
    }
    assert set(headers(document, "Idempotency-Key")) == set(IDEMPOTENT)


def test_every_body_of_json_is_described(document: dict[str, Any]) -> None:
    described = {
        route
        for route in ROUTES
        if "application/json" in operation(document, route).get("requestBody", {}).get("content", {})
    }

    assert described == set(WITH_JSON)


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
