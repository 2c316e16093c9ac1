"""What api_cases.json claims holds on the real server, and api_cases.py finds what does not."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.full_app import api_cases
from tests.full_app.conftest import Server
from tests.local_servers import serving

DOCUMENT: dict[str, Any] = json.loads(api_cases.CASES.read_text(encoding="utf-8"))


def cases() -> Iterator[dict[str, Any]]:
    for group in (DOCUMENT["setup"], *(group["cases"] for group in DOCUMENT["groups"])):
        yield from group


@pytest.mark.server
def test_the_server_does_what_the_cases_say(server: Server) -> None:
    results = list(api_cases.run(server.url, DOCUMENT))

    failed = ["\n".join([f"{result.group}: {result.name}", *result.why]) for result in results if result.why]
    assert not failed, "\n\n".join(failed)
    assert len(results) == sum(len(group["cases"]) for group in DOCUMENT["groups"])


def test_every_route_is_asked_with_success(app: Flask) -> None:
    described = app.test_client().get("/openapi.json").get_json()["paths"]
    asked = {(case["method"], case["path"].partition("?")[0]) for case in cases() if case["status"] < 400}

    left_out = [
        f"{method.upper()} {path}"
        for path, item in described.items()
        for method in item
        if not any(
            method.upper() == case_method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), case_path)
            for case_method, case_path in asked
        )
    ]

    assert left_out == []


def test_a_claim_stands_once_in_its_group() -> None:
    names = [(group["name"], case["name"]) for group in DOCUMENT["groups"] for case in group["cases"]]

    assert len(set(names)) == len(names) >= 150


RIGHT = [
    pytest.param({"a": 1}, {"a": 1, "b": 2}, id="more keys than are named"),
    pytest.param({"a": {"b": [1, "x", None, True]}}, {"a": {"b": [1, "x", None, True]}}, id="nested"),
    pytest.param({"$type": "integer"}, 5, id="a type"),
    pytest.param({"a": {"$any": True}}, {"a": None}, id="anything"),
    pytest.param({"a": {"$absent": True}}, {}, id="absent"),
    pytest.param({"$type": "array", "$length": 2}, [1, 2], id="two matchers"),
    pytest.param({"$matches": "^[0-9]{4}-"}, "2026-01-05", id="a pattern"),
    pytest.param({"$not": 5}, 6, id="another value"),
    pytest.param({"$has": {"id": 2}}, [{"id": 1}, {"id": 2, "name": "x"}], id="an item among others"),
]
WRONG = [
    pytest.param(93700, 93701, "body", id="a wrong value"),
    pytest.param({"a": {"b": 1}}, {"a": {}}, "body/a/b", id="a missing key"),
    pytest.param(1, 1.0, "body", id="a float"),
    pytest.param(1, True, "body", id="true for 1"),
    pytest.param(1, "1", "body", id="a text for a number"),
    pytest.param(None, 0, "body", id="0 for null"),
    pytest.param({"a": 1}, [1], "body", id="a list for an object"),
    pytest.param({}, api_cases.NOTHING, "body", id="no JSON"),
    pytest.param([1, 2], [1], "body", id="an item less"),
    pytest.param([1], [1, 2], "body", id="an item more"),
    pytest.param([{"id": 1}, {"id": 2}], [{"id": 2}, {"id": 1}], "body/0/id", id="another order"),
    pytest.param({"$type": "integer"}, 5.0, "body", id="a float for an integer"),
    pytest.param({"$type": "integer"}, True, "body", id="true for an integer"),
    pytest.param({"a": {"$any": True}}, {}, "body/a", id="nothing"),
    pytest.param({"a": {"$absent": True}}, {"a": None}, "body/a", id="null for absent"),
    pytest.param({"$length": 2}, [1], "body", id="another length"),
    pytest.param({"$type": "array", "$length": 2}, "ab", "body", id="one of two matchers"),
    pytest.param({"$matches": "^a"}, "ba", "body", id="another text"),
    pytest.param({"$not": {"a": 1}}, {"a": 1}, "body", id="what it must not be"),
    pytest.param({"$has": {"id": 3}}, [{"id": 1}], "body", id="no such item"),
]


@pytest.mark.parametrize(("expected", "got"), RIGHT)
def test_what_is_as_expected_has_no_faults(expected: Any, got: Any) -> None:
    assert list(api_cases.faults(expected, got)) == []


@pytest.mark.parametrize(("expected", "got", "place"), WRONG)
def test_what_is_not_as_expected_is_found_where_it_is(expected: Any, got: Any, place: str) -> None:
    found = list(api_cases.faults(expected, got))

    assert any(fault.startswith(f"{place}: ") for fault in found)


def test_an_unknown_matcher_is_a_mistake_in_the_case() -> None:
    with pytest.raises(KeyError, match="tpye"):
        list(api_cases.faults({"$tpye": "integer"}, 5))


def test_variables_are_put_in_their_places() -> None:
    variables = {"id": 7, "text": "x"}

    filled = api_cases.fill({"a": {"$var": "id"}, "b": "/{id}/{text}", "c": {"$repeat": ["x", 3]}}, variables)

    assert filled == {"a": 7, "b": "/7/x", "c": "xxx"}


class Stub(BaseHTTPRequestHandler):
    """A server that knows one account, a problem that is none, and how to hang up."""

    def do_GET(self) -> None:
        if self.path == "/hang-up":
            return
        self.send_response(404 if self.path == "/problem" else 200)
        self.send_header("ETag", '"1"')
        self.end_headers()
        self.wfile.write(b'{"items": [{"id": 3, "balance": 93701}], "next": null}')


@pytest.fixture
def stub() -> Iterator[str]:
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Stub)) as url:
        yield url


def document(*claimed: dict[str, Any]) -> dict[str, Any]:
    """Return a case file of these cases, each a GET that is to be answered with 200."""
    told = [{"name": "told", "method": "GET", "path": "/accounts", "status": 200, **case} for case in claimed]
    return {
        **DOCUMENT,
        "every_case": {"headers": {}},
        "setup": [],
        "groups": [{"name": "stub", "cases": told}],
    }


BROKEN = [
    pytest.param(
        {"answer": {"items": [{"balance": 93700}]}}, "/items/0/balance: 93700, not 93701", id="value"
    ),
    pytest.param({"answer": {"sums": []}}, "/sums: [], not nothing", id="key"),
    pytest.param(
        {"answer": {"next": {"$type": "string"}}}, '/next: {"$type": "string"}, not null', id="type"
    ),
    pytest.param({"status": 201}, "status: 201, not 200", id="status"),
    pytest.param({"answer_headers": {"ETag": '"2"'}}, "ETag: ", id="header"),
    pytest.param({"answer_headers": {"Location": "/accounts/3"}}, "Location: ", id="no header"),
    pytest.param({"answer": {"$raw": "id,day"}}, 'body: "id,day", not ', id="text"),
    pytest.param({"save": {"id": "/items/1/id"}}, "/items/1/id: ", id="nothing to save"),
    pytest.param({"path": "/accounts/{id}"}, "'id' to be saved", id="nothing was saved"),
    pytest.param({"path": "/problem", "status": 404}, "body/detail: ", id="a problem that says nothing"),
    pytest.param({"path": "/hang-up"}, "an answer, not ", id="no answer"),
]


@pytest.mark.parametrize(("claim", "expected"), BROKEN)
def test_a_broken_answer_is_found(stub: str, claim: dict[str, Any], expected: str) -> None:
    [result] = api_cases.run(stub, document(claim))

    assert result.why[0].startswith("called    GET ")
    assert result.why[1].startswith("got       ")
    assert any(line.startswith("expected  ") and expected in line for line in result.why[2:])


def test_what_is_saved_is_there_for_the_next_case(stub: str) -> None:
    first = {
        "save": {"id": "/items/0/id", "tag": "ETag", "all": "raw"},
        "answer": {"items": [{"id": {"$var": "id"}}]},
    }
    second = {"path": "/accounts/{id}", "headers": {"If-Match": "{tag}"}, "answer": {"$raw_equals": "all"}}

    results = list(api_cases.run(stub, document(first, second)))

    assert [result.why for result in results] == [[], []]


def test_one_group_can_be_run_alone(stub: str) -> None:
    two = document({})
    two["groups"] = [two["groups"][0], {"name": "other", "cases": []}]

    assert [result.group for result in api_cases.run(stub, two, "stub")] == ["stub"]
    assert list(api_cases.run(stub, two, "other")) == []


def run_script(url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    script = Path(api_cases.__file__)
    return subprocess.run(
        [sys.executable, str(script), url, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def test_the_script_says_what_failed_and_ends_with_1(stub: str) -> None:
    done = run_script(stub, "--only", "the server")

    assert done.returncode == 1
    assert "FAIL  the server: The server is well\n      called    GET /healthz" in done.stdout
    assert re.search(
        r"^ {6}got       200 .*\n {6}expected  body/status: \"ok\", not nothing$", done.stdout, re.M
    )
    assert re.search(r"^the server +\d of \d+\nall +\d of \d+$", done.stdout, re.M)


@pytest.mark.server
def test_the_script_ends_with_0_where_all_is_right(server: Server) -> None:
    done = run_script(server.url, "--only", "the server")

    assert done.returncode == 0, done.stdout
    assert "ok    the server: The server is well\n" in done.stdout
    assert done.stdout.endswith("all                        4 of 4\n")


def test_the_script_says_in_one_line_that_there_is_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    done = run_script(f"http://127.0.0.1:{port}")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"No server answers at http://127.0.0.1:{port}.\n"
