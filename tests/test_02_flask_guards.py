"""Stage 2, its Flask server: what each guard lets pass, what it answers, and a client for it."""

import json
import re
import runpy
import sys
from typing import Any
from urllib.request import Request

import flask_guards
import pytest
import send_entry
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.local_servers import serving_wsgi
from tests.stages import ROOT

STAGE = ROOT / "02_decorators"
KEY = "a key that is known to this test only"
LUNCH = {"memo": "lunch", "amount": 9000}


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The entries that the server holds: none yet, and its key is known."""
    stored: list[dict[str, Any]] = []
    monkeypatch.setattr(flask_guards, "entries", stored)
    monkeypatch.setitem(flask_guards.app.config, "API_KEY", KEY)
    return stored


@pytest.fixture
def client(stored: list[dict[str, Any]]) -> FlaskClient:
    """Whoever asks the server that holds no entries."""
    return flask_guards.app.test_client()


def post(client: FlaskClient, body: bytes, key: str = KEY, kind: str = "application/json") -> TestResponse:
    """Send a body with a key."""
    return client.post("/entries", data=body, content_type=kind, headers={"X-Api-Key": key})


def with_amount(amount: str) -> bytes:
    """Return the JSON of an entry whose amount is written like this."""
    return b'{"memo": "lunch", "amount": %s}' % amount.encode()


def test_a_complete_entry_is_stored_and_in_the_list(client: FlaskClient) -> None:
    answer = post(client, json.dumps({**LUNCH, "id": 7}).encode())

    assert (answer.status_code, answer.json) == (201, LUNCH)
    assert client.get("/entries").json == {"entries": [LUNCH]}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"X-Api-Key": ""}, id="empty"),
        pytest.param({"X-Api-Key": KEY[:-1]}, id="one letter short"),
        pytest.param({"X-Api-Key": KEY + "x"}, id="one letter more"),
        pytest.param({"X-Api-Key": KEY.upper()}, id="capital letters"),
        pytest.param({"X-Api-Key": "\xed\x82\xa4"}, id="Hangul"),
        pytest.param({"X-Api-Key": "\xff\x80"}, id="no text at all"),
        pytest.param({"Authorization": f"Bearer {KEY}"}, id="in another header"),
    ],
)
def test_without_the_key_nothing_is_stored_and_the_answer_says_where_it_belongs(
    client: FlaskClient, stored: list[dict[str, Any]], headers: dict[str, str]
) -> None:
    answer = client.post("/entries", json=LUNCH, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "ApiKey"
    assert re.search(r"Send the key in .* X-Api-Key\. .* API_KEY", answer.get_json()["error"])
    assert stored == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="broken"),
        pytest.param(b"{}", id="no memo"),
        pytest.param(with_amount("true"), id="wrong amount"),
        pytest.param(b"x" * 100_000, id="too large"),
    ],
)
def test_without_the_key_nothing_is_said_about_the_body(client: FlaskClient, body: bytes) -> None:
    with_it, without_it = post(client, body), post(client, body, key="")

    assert with_it.status_code in {400, 413}
    assert without_it.status_code == 401
    assert "JSON" not in without_it.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_what_does_not_call_itself_json_is_told_how_to(
    client: FlaskClient, stored: list[dict[str, Any]], kind: str
) -> None:
    answer = post(client, json.dumps(LUNCH).encode(), kind=kind)

    assert answer.status_code == 415
    assert "Content-Type: application/json" in answer.get_json()["error"]
    assert stored == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"lunch", id="a word"),
        pytest.param(b'{"memo": "lunch", "amount": 9000', id="cut off"),
        pytest.param(b"{'memo': 'lunch', 'amount': 9000}", id="Python"),
        pytest.param(b'{"memo": "\xff", "amount": 1}', id="no UTF-8"),
        pytest.param(b"\0", id="NUL"),
        pytest.param('{"memo": "lunch", "amount": 9000}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"memo": "\xed\xa0\x80", "amount": 1}', id="half a character"),
        pytest.param(b"[" * 50_000, id="50,000 brackets"),
        pytest.param(b'{"a":' * 10_000, id="10,000 braces"),
        pytest.param(with_amount("9" * 5000), id="5,000 digits"),
    ],
)
def test_a_broken_body_is_told_what_json_looks_like(
    client: FlaskClient, stored: list[dict[str, Any]], body: bytes
) -> None:
    answer = post(client, body)

    assert answer.status_code == 400
    assert answer.get_json()["error"] == 'The body is not JSON. JSON looks like this: {"amount": 9000}'
    assert stored == []


@pytest.mark.parametrize("body", [b"[]", b'[{"memo": "x"}]', b"5", b'"lunch"', b"null", b"true", b"NaN"])
def test_json_that_is_no_object_is_told_so(
    client: FlaskClient, stored: list[dict[str, Any]], body: bytes
) -> None:
    answer = post(client, body)

    assert (answer.status_code, answer.get_json()["error"]) == (
        400,
        "The body is JSON, but not an object in { }.",
    )
    assert stored == []


@pytest.mark.parametrize(
    ("body", "key", "kind"),
    [
        pytest.param(b"{}", "memo", "a text", id="nothing"),
        pytest.param(b'{"amount": 9000}', "memo", "a text", id="no memo"),
        pytest.param(b'{"memo": null, "amount": 9000}', "memo", "a text", id="memo null"),
        pytest.param(b'{"memo": 5, "amount": 9000}', "memo", "a text", id="memo a number"),
        pytest.param(b'{"memo": ["x"], "amount": 9000}', "memo", "a text", id="memo a list"),
        pytest.param(b'{"memo": "lunch"}', "amount", "a whole number", id="no amount"),
        pytest.param(b'{"memo": "lunch", "Amount": 5}', "amount", "a whole number", id="capital letter"),
        pytest.param(with_amount("null"), "amount", "a whole number", id="null"),
        pytest.param(with_amount("true"), "amount", "a whole number", id="true"),
        pytest.param(with_amount("1.5"), "amount", "a whole number", id="1.5"),
        pytest.param(with_amount("9e3"), "amount", "a whole number", id="9e3"),
        pytest.param(with_amount('"9"'), "amount", "a whole number", id="text"),
        pytest.param(with_amount("NaN"), "amount", "a whole number", id="NaN"),
        pytest.param(with_amount("-Infinity"), "amount", "a whole number", id="Infinity"),
        pytest.param(with_amount("[9]"), "amount", "a whole number", id="list"),
    ],
)
def test_a_key_that_is_missing_or_of_another_kind_is_named(
    client: FlaskClient, stored: list[dict[str, Any]], body: bytes, key: str, kind: str
) -> None:
    answer = post(client, body)

    assert (answer.status_code, answer.get_json()["error"]) == (400, f'"{key}" is missing, or is not {kind}.')
    assert stored == []


def test_a_body_that_is_too_large_is_a_413(client: FlaskClient, stored: list[dict[str, Any]]) -> None:
    just_fits = with_amount("9000").ljust(64 * 1024)

    statuses = [post(client, just_fits).status_code, post(client, just_fits + b" ").status_code]

    assert statuses == [201, 413]
    assert len(stored) == 1


@pytest.mark.parametrize(
    ("body", "key", "kind", "expected"),
    [
        pytest.param(with_amount("9000"), KEY, "application/json", 201, id="complete"),
        pytest.param(with_amount("9000"), "", "application/json", 401, id="no key"),
        pytest.param(with_amount("9000"), KEY, "text/plain", 415, id="not called JSON"),
        pytest.param(b"{", KEY, "application/json", 400, id="not JSON"),
        pytest.param(b"{}", KEY, "application/json", 400, id="no memo"),
    ],
)
def test_the_outermost_decorator_measures_refusals_too(
    client: FlaskClient, body: bytes, key: str, kind: str, expected: int
) -> None:
    answer = post(client, body, key, kind)

    assert answer.status_code == expected
    assert re.fullmatch(r"view;dur=\d+\.\d{3}", answer.headers["Server-Timing"])
    assert "Server-Timing" in client.get("/entries").headers


def test_guarded_views_keep_their_names() -> None:
    views = flask_guards.app.view_functions

    assert views.keys() == {"static", "list_entries", "add_entry"}
    assert views["add_entry"].__doc__ == "Add an entry."


def test_a_view_behind_the_json_guard_gets_the_path_too() -> None:
    app = Flask(__name__)

    @app.post("/books/<int:book>")
    @flask_guards.requires_json(memo=str)
    def add(body: dict[str, Any], book: int) -> dict[str, Any]:
        return {"book": book, "memo": body["memo"]}

    answer = app.test_client().post("/books/7", json={"memo": "lunch"})

    assert answer.json == {"book": 7, "memo": "lunch"}


def test_a_kind_without_a_name_fails_at_the_decorator() -> None:
    with pytest.raises(KeyError):
        flask_guards.requires_json(price=float)


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", KEY)

    module = runpy.run_path(str(STAGE / "flask_guards.py"))

    assert module["app"].config["API_KEY"] == KEY


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_key_of_its_own_a_server_makes_one_up(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("API_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("API_KEY", value)

    keys = {runpy.run_path(str(STAGE / "flask_guards.py"))["app"].config["API_KEY"] for _ in range(2)}

    assert [len(key) for key in keys] == [22, 22]


def test_a_real_server_goes_on_after_all_refusals(stored: list[dict[str, Any]]) -> None:
    headers = {"X-Api-Key": KEY, "Content-Type": "application/json"}
    bodies = [b"", b"{", b"[" * 50_000, with_amount("true"), with_amount("9000")]
    statuses = []

    with serving_wsgi(flask_guards.app) as url:
        for body in bodies:
            status, _ = send_entry.send(Request(f"{url}entries", body, headers))
            statuses.append(status)

    assert statuses == [400, 400, 400, 400, 201]
    assert stored == [LUNCH]


@pytest.mark.parametrize(
    ("key", "amount", "expected"),
    [
        pytest.param(KEY, 9000, 201, id="complete"),
        pytest.param(KEY[:-1], 9000, 401, id="wrong key"),
        pytest.param(KEY, "much", 400, id="no number"),
    ],
)
def test_the_client_shows_what_the_guards_answer(
    stored: list[dict[str, Any]], key: str, amount: int | str, expected: int
) -> None:
    with serving_wsgi(flask_guards.app) as url:
        status, text = send_entry.send(send_entry.request_for(f"{url}entries", key, "lunch", amount))

    assert status == expected
    assert json.loads(text).keys() == ({"memo", "amount"} if expected == 201 else {"error"})
    assert stored == ([LUNCH] if expected == 201 else [])


def test_a_key_may_be_korean(stored: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(flask_guards.app.config, "API_KEY", "내 열쇠")

    with serving_wsgi(flask_guards.app) as url:
        status, _ = send_entry.send(send_entry.request_for(f"{url}entries", "내 열쇠", "lunch", 9000))

    assert status == 201
    assert stored == [LUNCH]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "Say where, and what: ", id="nothing"),
        pytest.param(["nonsense", "key", "lunch", "9000"], "No answer from nonsense: ", id="no address"),
        pytest.param(["http://127.0.0.1:0/", "key", "lunch", "1"], "Is the server running", id="nobody"),
    ],
)
def test_the_client_says_what_is_missing(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["send_entry.py", *arguments])

    with pytest.raises(SystemExit, match=re.escape(said)):
        runpy.run_path(str(STAGE / "send_entry.py"), run_name="__main__")
