"""What the servers of stages 3 and 4 refuse: each says what is wrong, and writes nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests import account_servers
from tests.account_servers import BACKENDS, DAY, FURNISHED, LUNCH, SECRET, Server, text_of

NOT_FOUND = (
    '404 {"error":"The requested URL was not found on the server. If you entered the URL manually '
    'please check your spelling and try again."}\n'
)


@pytest.fixture(scope="session", params=BACKENDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of users and entries; it lives as long as its tests."""
    yield from account_servers.running(request, tmp_path_factory)


@pytest.fixture
def furnished(server: Server) -> Server:
    """A server with huey and dewey, and a lunch of each."""
    if server.dump() != FURNISHED:
        server.furnish()
    return server


@dataclass
class Row:
    """A body that is refused, the status of the answer, and how its text begins."""

    name: str
    request: str
    body: bytes
    status: int
    named: str


def no_object(body: bytes, name: str) -> Row:
    """Return the row of a body that is no JSON object."""
    return Row(name, "POST /users/1/entries", body, 400, "Send a JSON object such as ")


def no_entry(key: str, value: str, name: str) -> Row:
    """Return the row of an entry in which one key is written like this, or left out."""
    written = {"day": f'"{DAY}"', "amount": "-9000", "memo": '"lunch"'} | {key: value}
    body = "{" + ", ".join(f'"{key}": {value}' for key, value in written.items() if value) + "}"
    return Row(name, "PUT /users/1/entries/1", body.encode(), 422, f"{key}: ")


def no_user(sent: dict[str, Any], named: str, name: str) -> Row:
    """Return the row of somebody who is not signed up."""
    body = json.dumps({"nickname": "louie", "password": SECRET, **sent})
    return Row(name, "POST /users", body.encode(), 422, f"{named}: ")


def no_transfer(sent: dict[str, Any], named: str, name: str) -> Row:
    """Return the row of a transfer that is none."""
    body = json.dumps({"from_user": 1, "to_user": 2, "day": DAY, "amount": 5000, **sent})
    return Row(name, "POST /transfers", body.encode(), 422, f"{named}: ")


NO_BODIES = [
    no_object(b"", "empty"),
    no_object(b"lunch", "a word"),
    no_object(b"[]", "a list"),
    no_object(b'"lunch"', "a text"),
    no_object(b"null", "null"),
    no_object(b'{"amount": -9000', "cut off"),
    no_object(b"{'amount': -9000}", "Python"),
    no_object(b'{"day": "2026-11-23", "amount": 1} {}', "two objects"),
    no_object(b'{"memo": "\xff"}', "not UTF-8"),
    no_object('{"memo": "lunch"}'.encode("utf-16"), "UTF-16"),
    no_object(b'{"memo": "\\ud83c"}', "half a character"),
    no_object(b'{"memo": "\0"}', "NUL"),
    no_object(b'{"memo": ' + b"[" * 500 + b"]" * 500 + b"}", "500 brackets"),
    no_object(b'{"memo": ' + b"[" * 5000 + b"]" * 5000 + b"}", "5,000 brackets"),
    no_object(b"[" * 60_000, "60,000 brackets"),
    no_object(b'{"amount": ' + b"9" * 5000 + b"}", "5,000 digits"),
    no_object(b'{"day": "2026-11-23", "amount": NaN}', "NaN"),
    no_object(b'{"day": "2026-11-23", "amount": -Infinity}', "Infinity"),
    no_object(b'{"day": "2026-11-23", "amount": 1e400}', "1e400"),
    no_object(b'{"day": "2026-11-23", "amount": 1, "amount": 2}', "a key twice"),
]
NO_ENTRIES = [
    no_entry("day", "", "no day"),
    no_entry("amount", "", "no amount"),
    no_entry("user_id", "2", "for somebody else"),
    no_entry("entry_id", "7", "a number of its own"),
    no_entry("amount", "1.5", "half a won"),
    no_entry("amount", "1.0", "a float"),
    no_entry("amount", "9e3", "an exponent"),
    no_entry("amount", '"9000"', "amount a text"),
    no_entry("amount", "true", "amount true"),
    no_entry("amount", "null", "amount null"),
    no_entry("amount", '{"won": 9000}', "amount an object"),
    no_entry("amount", "1000000000001", "amount too large"),
    no_entry("amount", "-1000000000001", "amount too small"),
    no_entry("amount", "18446744073709551617", "amount over 64 bits"),
    no_entry("day", '"2026-02-30"', "February 30"),
    no_entry("day", '"20261123"', "day without hyphens"),
    no_entry("day", '"2026-W48-1"', "day of a week"),
    no_entry("day", '"0001-01-01"', "year 1"),
    no_entry("day", '"9999-12-31"', "year 9999"),
    no_entry("day", '"1899-12-31"', "before 1900"),
    no_entry("day", '"2200-01-01"', "after 2199"),
    no_entry("day", "1763856000", "seconds since 1970"),
    no_entry("day", '"1763856000"', "seconds since 1970 as a text"),
    no_entry("day", '"0"', "day 0"),
    no_entry("day", '"２０２６-11-23"', "full-width digits"),
    no_entry("day", '"2026-11-23\\n"', "day and newline"),
    no_entry("day", '"2026-11-23T00:00:00"', "day and time"),
    no_entry("memo", "5", "memo a number"),
    no_entry("memo", "null", "memo null"),
    no_entry("memo", f'"{"x" * 201}"', "memo too long"),
    no_entry("memo", '"lunch\\u0000"', "memo with NUL"),
]
NO_USERS = [
    no_user({"user_id": 7}, "user_id", "user with a number of its own"),
    no_user({"password_hash": "x"}, "password_hash", "a hash of its own"),
    no_user({"nickname": " \t\u3000"}, "nickname", "nickname of blanks"),
    no_user({"nickname": "x" * 65}, "nickname", "nickname too long"),
    no_user({"nickname": "lou\0ie"}, "nickname", "nickname with NUL"),
    no_user({"nickname": 5}, "nickname", "nickname a number"),
    no_user({"password": "7 bytes"}, "password", "password too short"),
    no_user({"password": "x" * 1025}, "password", "password too long"),
    no_user({"password": 12345678}, "password", "password a number"),
]
NO_TRANSFERS = [
    no_transfer({"amount": 0}, "amount", "transfer of nothing"),
    no_transfer({"amount": -5000}, "amount", "transfer backwards"),
    no_transfer({"to_user": "2"}, "to_user", "user a text"),
    no_transfer({"to_user": 0}, "to_user", "user 0"),
    no_transfer({"from_user": 2**63}, "from_user", "user over 63 bits"),
    no_transfer({"from_user": True}, "from_user", "user true"),
]
PATHS = [
    "/users/9223372036854775808/entries",
    f"/users/{'9' * 30}/entries",
    "/users/0/entries",
    "/users/-1/entries",
    "/users/01/entries",
    "/users/+1/entries",
    "/users/1e3/entries",
    "/users/1.0/entries",
    "/users/1%20OR%201=1/entries",
    "/users/1%0A/entries",
    "/users/1%00/entries",
    "/users/%EF%BC%91/entries",
    "/users/%D9%A1/entries",
    "/users/../../etc/passwd",
    "/users/%2E%2E%2F%2E%2E%2Fetc%2Fpasswd",
    "/users/%FF/entries",
    "/users/",
    "/nothing",
]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(NO_BODIES, id="no object"),
        pytest.param(NO_ENTRIES, id="no entry"),
        pytest.param(NO_USERS, id="no user"),
        pytest.param(NO_TRANSFERS, id="no transfer"),
    ],
)
def test_a_body_that_is_wrong_is_told_how_and_writes_nothing(furnished: Server, rows: list[Row]) -> None:
    answers, written = {}, {}

    for row in rows:
        method, path = row.request.split()
        answer = furnished.app.test_client().open(
            path, method=method, data=row.body, content_type="application/json"
        )
        error = answer.get_json().get("error", "")
        answers[row.name] = (answer.status_code, error[: len(row.named)])
        written[row.name] = furnished.dump()

    assert answers == {row.name: (row.status, row.named) for row in rows}
    assert written == dict.fromkeys(answers, FURNISHED)


def test_what_does_not_call_itself_json_is_a_415(furnished: Server) -> None:
    kinds = ["", "text/plain", "application/x-www-form-urlencoded", "json"]
    client = furnished.app.test_client()

    answers = {
        text_of(client.post("/users/1/entries", data=json.dumps(LUNCH), content_type=kind)) for kind in kinds
    }

    assert answers == {'415 {"error":"Send JSON, with the header Content-Type: application/json."}\n'}
    assert furnished.dump() == FURNISHED


def test_a_body_over_64_kib_is_a_413(furnished: Server) -> None:
    too_large = json.dumps(LUNCH).ljust(64 * 1024 + 1)

    answer = furnished.app.test_client().post(
        "/users/1/entries", data=too_large, content_type="application/json"
    )

    assert text_of(answer) == '413 {"error":"The data value transmitted exceeds the capacity limit."}\n'
    assert furnished.dump() == FURNISHED


def test_a_path_to_nothing_is_a_404(furnished: Server) -> None:
    answers = {path: text_of(furnished.ask(f"GET {path}")) for path in PATHS}

    assert answers == dict.fromkeys(PATHS, NOT_FOUND)


def test_a_user_who_is_not_there_is_a_404(furnished: Server) -> None:
    requests: dict[str, object] = {
        "GET /users/9/entries": None,
        "POST /users/9/entries": LUNCH,
        "PUT /users/9/entries/1": LUNCH,
        "DELETE /users/9/entries/1": None,
    }

    answers = [text_of(furnished.ask(request, sent)) for request, sent in requests.items()]

    no_user, no_entry = '404 {"error":"There is no user 9."}\n', '404 {"error":"User 9 has no entry 1."}\n'
    assert answers == [no_user, no_user, no_entry, no_entry]
    assert furnished.dump() == FURNISHED


@pytest.mark.parametrize(
    ("request_line", "allowed"),
    [
        ("DELETE /users", "GET, HEAD, OPTIONS, POST"),
        ("PATCH /users/1/entries/1", "DELETE, OPTIONS, PUT"),
        ("GET /transfers", "OPTIONS, POST"),
    ],
)
def test_a_wrong_method_is_a_405_that_names_the_right_ones(
    furnished: Server, request_line: str, allowed: str
) -> None:
    answer = furnished.ask(request_line)

    assert (answer.status_code, sorted(answer.headers["Allow"].split(", "))) == (405, allowed.split(", "))
    assert answer.get_json() == {"error": "The method is not allowed for the requested URL."}
