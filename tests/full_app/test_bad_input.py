"""Bad bodies and entries: a clear refusal, nothing written, the same on every database."""

import io
import json
from typing import Any

import pytest
from account_book.batch import MOST
from account_book.wire import BATCH_LIMIT, BOOK_LIMIT, JSON_LIMIT, MAX_DEPTH
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.cast import Cast, assemble
from tests.full_app.conftest import Household, sign_up
from tests.full_app.hostile import STRANGE_NAMES, STRANGE_TEXTS, WRONG_VALUES, refusal, row_counts
from tests.full_app.routes import BOOK, SOON, WITH_JSON

LIMITS = {f"POST {BOOK}/entries/batch": BATCH_LIMIT, "POST /api/v1/books/import.json": BOOK_LIMIT}
AMOUNT = '{"kind": "expense", "day": "2026-01-05", "account_id": 1, "amount": %s}'


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    """All who ask, and something to ask for."""
    return assemble(app)


@pytest.fixture(scope="module")
def untouched(app: Flask) -> Household:
    """A household that many tests send nonsense to; none of it may leave a trace."""
    return sign_up(app)


@pytest.fixture(scope="module")
def entry(untouched: Household) -> Any:
    """The one entry of that household."""
    return untouched.spend(1_000, memo="#하나")


def valid(home: Household, **fields: Any) -> dict[str, Any]:
    """Return an entry that would be taken, unless `fields` spoil it."""
    account = home.accounts["bank"]
    return {"kind": "expense", "day": "2026-01-05", "amount": 5, "account_id": account, **fields}


def nested(levels: int) -> bytes:
    """Return an object that holds so many lists, one in another."""
    return b'{"payee": ' + b"[" * levels + b"]" * levels + b"}"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b" \n", id="blank"),
        pytest.param(b"[]", id="list"),
        pytest.param(b'"text"', id="text"),
        pytest.param(b"5", id="number"),
        pytest.param(b"null", id="null"),
        pytest.param(b'{"amount": 5', id="cut off"),
        pytest.param(b"{} {}", id="two objects"),
        pytest.param(b'{"amount": 5,}', id="trailing comma"),
        pytest.param(b"{'amount': 5}", id="single quotes"),
        pytest.param(b'{"payee": "a\nb"}', id="bare line break"),
        pytest.param('{"payee": "café"}'.encode("latin-1"), id="Latin-1"),
        pytest.param('{"payee": "x"}'.encode("utf-16"), id="UTF-16"),
        pytest.param('{"payee": "x"}'.encode("utf-8-sig"), id="byte-order mark"),
        pytest.param(b'{"payee": "\xc0\x80"}', id="overlong UTF-8"),
        pytest.param(b'{"payee": "\xed\xa0\x80"}', id="surrogate in UTF-8"),
        pytest.param((AMOUNT % "NaN").encode(), id="NaN"),
        pytest.param((AMOUNT % "Infinity").encode(), id="Infinity"),
        pytest.param((AMOUNT % "-Infinity").encode(), id="minus Infinity"),
        pytest.param((AMOUNT % "1e400").encode(), id="1e400"),
        pytest.param((AMOUNT % ("9" * 5_000)).encode(), id="5,000 digits"),
        pytest.param((AMOUNT % "05").encode(), id="leading zero"),
        pytest.param(nested(MAX_DEPTH), id="one level too many"),
        pytest.param(nested(500), id="500 levels"),
        pytest.param(nested(30_000), id="30,000 levels"),
        pytest.param(b"[" * 60_000, id="60,000 open lists"),
        pytest.param(b'{"a":' * 10_000, id="10,000 open objects"),
        pytest.param(b'{"amount": 5, "amount": 6}', id="name twice"),
        pytest.param(b'{"amount": 5, "\\u0061mount": 6}', id="name twice, once escaped"),
        pytest.param(b'{"payee": {"a": 1, "a": 1}}', id="name twice further in"),
        pytest.param(rb'{"payee": "\ud800"}', id="lone high surrogate"),
        pytest.param(rb'{"payee": "\udc00\ud800"}', id="surrogates the wrong way round"),
        pytest.param(rb'{"\ud800": 5}', id="lone surrogate as a name"),
    ],
)
def test_a_body_that_is_no_clear_object_is_refused(app: Flask, untouched: Household, body: bytes) -> None:
    before = row_counts(app)

    response = untouched.ask("POST", "entries", data=body, content_type="application/json")

    assert "errors" not in refusal(response, 400)
    assert row_counts(app) == before


@pytest.mark.parametrize(
    "content_type",
    [
        pytest.param(None, id="none"),
        pytest.param("text/plain", id="text"),
        pytest.param("application/x-www-form-urlencoded", id="form"),
        pytest.param("multipart/form-data; boundary=x", id="multipart"),
        pytest.param("application/problem+json", id="another JSON"),
        pytest.param("application/jsonp", id="almost JSON"),
        pytest.param("application/json, text/plain", id="two types"),
        pytest.param("json", id="half a type"),
    ],
)
def test_only_json_is_read_as_json(app: Flask, untouched: Household, content_type: str | None) -> None:
    before = row_counts(app)
    body = json.dumps(valid(untouched))

    response = untouched.ask("POST", "entries", data=body, content_type=content_type)

    refusal(response, 415)
    assert row_counts(app) == before


def test_a_body_may_be_as_long_as_the_limit_and_no_longer(app: Flask, home: Household) -> None:
    body = json.dumps(valid(home)).encode().ljust(JSON_LIMIT)

    longest = home.ask("POST", "entries", data=body, content_type="application/json; charset=utf-8")
    written = row_counts(app)
    longer = home.ask("POST", "entries", data=body + b" ", content_type="application/json")

    assert longest.status_code == 201
    refusal(longer, 413)
    assert row_counts(app) == written


def test_a_body_may_be_as_deep_as_the_limit(untouched: Household) -> None:
    body = nested(MAX_DEPTH - 1).replace(b"}", b', "memo": []}')

    response = untouched.ask("POST", "entries", data=body, content_type="application/json")

    # It was read, and what is wrong is what it says.
    assert refusal(response, 422)["errors"].keys() >= {"payee", "memo", "amount"}


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(b"[]", "application/json", 400, id="no object"),
        pytest.param(b'{"a": 1, "a": 1}', "application/json", 400, id="name twice"),
        pytest.param(b'{"a": NaN}', "application/json", 400, id="NaN"),
        pytest.param(b'{"a":' * 3_000, "application/json", 400, id="too deep"),
        pytest.param(b"{}", "text/plain", 415, id="not JSON"),
        pytest.param(b'{"is_admin": true}', "application/json", 422, id="unknown field"),
    ],
)
def test_no_route_is_less_strict_about_its_body(
    cast: Cast, body: bytes, content_type: str, status: int
) -> None:
    before = row_counts(cast.app)

    answers = {route: sent(cast, route, body, content_type) for route in WITH_JSON}

    assert {route: answer.status_code for route, answer in answers.items()} == dict.fromkeys(answers, status)
    assert all(refusal(answer, status) for answer in answers.values())
    assert row_counts(cast.app) == before


def sent(cast: Cast, route: str, body: bytes, content_type: str = "application/json") -> TestResponse:
    """Send another body than the right one."""
    request = {name: value for name, value in cast.right("owner", route).items() if name != "json"}
    return cast.send({**request, "data": body, "content_type": content_type}, kept=True)


@pytest.mark.parametrize("route", WITH_JSON)
def test_every_route_reads_up_to_its_limit(cast: Cast, route: str) -> None:
    limit, before = LIMITS.get(route, JSON_LIMIT), row_counts(cast.app)

    longest, longer = (
        sent(cast, route, b'{"is_admin": true}'.ljust(length)) for length in (limit, limit + 1)
    )

    # The one was read, and what is wrong is what it says.
    assert refusal(longest, 422)["errors"]
    refusal(longer, 413)
    assert row_counts(cast.app) == before


def test_a_batch_of_five_hundred_is_read(home: Household) -> None:
    entries = [valid(home, memo="가" * 250)] * MOST

    response = home.ask("POST", "entries/batch", json={"create": entries})
    more = home.ask("POST", "entries/batch", json={"create": [*entries, valid(home)]})

    assert len(response.get_json()["created"]) == MOST
    assert list(refusal(more, 422)["errors"]) == ["create"]


def test_a_batch_of_nothing_is_refused(app: Flask, untouched: Household) -> None:
    before = row_counts(app)
    bodies: list[Any] = [{}, {"create": []}, {"create": [], "change": [], "delete": []}]

    answers = [untouched.ask("POST", "entries/batch", json=body) for body in bodies]

    assert all(list(refusal(answer, 422)["errors"]) == ["create"] for answer in answers)
    assert row_counts(app) == before


@pytest.mark.parametrize("field", ["kind", "day", "amount", "account_id"])
def test_a_field_that_is_missing_is_named(app: Flask, untouched: Household, field: str) -> None:
    before = row_counts(app)
    body = valid(untouched)
    del body[field]

    response = untouched.ask("POST", "entries", json=body)

    assert list(refusal(response, 422)["errors"]) == [field]
    assert row_counts(app) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param(field, value, id=f"{field.strip(chr(0))}, {name}")
        for field, values in WRONG_VALUES.items()
        for name, value in values.items()
    ],
)
def test_a_field_that_is_wrong_is_named(
    app: Flask, untouched: Household, entry: Any, field: str, value: Any
) -> None:
    before = row_counts(app)
    path, seen = f"entries/{entry['id']}", {"If-Match": "*"}
    whole = valid(untouched, **{field: value})

    answers = [
        untouched.ask("POST", "entries", json=whole),
        untouched.ask("PUT", path, json=whole, headers=seen),
        untouched.ask("PATCH", path, json={field: value}, headers=seen),
    ]

    assert [list(refusal(answer, 422)["errors"]) for answer in answers] == [[field]] * 3
    assert untouched.get(path) == entry
    assert row_counts(app) == before


@pytest.mark.parametrize(
    "account",
    [
        pytest.param("abc", id="word"),
        pytest.param("", id="empty"),
        pytest.param("5.0", id="float"),
        pytest.param("true", id="boolean"),
        pytest.param("null", id="null"),
        pytest.param("NaN", id="NaN"),
        pytest.param('"5"', id="text in quotes"),
        pytest.param("-1", id="negative"),
        pytest.param(str(2**63), id="2^63"),
        pytest.param("9" * 5_000, id="5,000 digits"),
        pytest.param("[" * 5_000, id="5,000 open lists"),
        pytest.param('{"a":' * 5_000, id="5,000 open objects"),
    ],
)
def test_a_form_is_as_strict_as_json(app: Flask, untouched: Household, account: str) -> None:
    before = row_counts(app)
    form = {"file": (io.BytesIO(b"day,amount\n"), "x.csv"), "account_id": account}

    response = untouched.ask("POST", "imports", data=form, content_type="multipart/form-data")

    assert list(refusal(response, 422)["errors"]) == ["account_id"]
    assert row_counts(app) == before


@pytest.mark.parametrize(
    ("form", "field"),
    [
        pytest.param({}, "file", id="no file"),
        pytest.param({"file": ""}, "file", id="empty text as file"),
        pytest.param({"file": "day,amount\n2026-01-05,5\n"}, "file", id="text as file"),
        pytest.param({"file": b"a", "book_id": "1"}, "book_id", id="unknown field"),
    ],
)
def test_an_upload_names_the_part_that_is_wrong(
    app: Flask, untouched: Household, form: dict[str, str | bytes], field: str
) -> None:
    before = row_counts(app)
    files = {name: (io.BytesIO(part), "x.csv") for name, part in form.items() if isinstance(part, bytes)}
    data = {"account_id": str(untouched.accounts["bank"]), **form, **files}

    response = untouched.ask("POST", "imports", data=data, content_type="multipart/form-data")

    assert list(refusal(response, 422)["errors"]) == [field]
    assert row_counts(app) == before


@pytest.fixture(scope="module")
def writer(app: Flask) -> Household:
    """A household that writes strange things, and finds them again."""
    return sign_up(app)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in STRANGE_TEXTS.items()])
def test_strange_text_comes_back_unchanged(writer: Household, text: str) -> None:
    written = writer.spend(5, payee=text, memo=text)

    changed = writer.ask(
        "PATCH", f"entries/{written['id']}", json={"memo": f"{text}!"}, headers={"If-Match": "*"}
    )

    assert (written["payee"], written["memo"]) == (text, text)
    assert (changed.get_json()["payee"], changed.get_json()["memo"]) == (text, f"{text}!")
    assert writer.get("entries", q=text)["items"] == [changed.json]


@pytest.mark.parametrize("name", [pytest.param(name, id=kind) for kind, name in STRANGE_NAMES.items()])
def test_strange_names_come_back_unchanged(writer: Household, name: str) -> None:
    account = writer.post("accounts", name=name, kind="other")

    category = writer.post("categories", name=name, kind="income")

    assert (account["name"], category["name"]) == (name, name)
    assert name in [row["name"] for row in writer.get("accounts")["items"]]
    assert name in [row["name"] for row in writer.get("categories")["items"]]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in STRANGE_TEXTS.items()])
def test_strange_text_comes_back_in_plans_and_in_the_history(writer: Household, text: str) -> None:
    template = {"kind": "expense", "amount": 5, "account_id": writer.accounts["bank"]}

    recurring = writer.post("recurring", every="month", anchor=SOON, payee=text, memo=text, **template)

    listed, [line] = writer.get("recurring")["items"][-1], writer.get("log", limit=1)["items"]
    assert (recurring["payee"], recurring["memo"]) == (text, text)
    assert listed == recurring
    assert (line["after"]["payee"], line["after"]["memo"]) == (text, text)


@pytest.mark.parametrize("name", [pytest.param(name, id=kind) for kind, name in STRANGE_NAMES.items()])
def test_a_book_may_have_any_name_and_is_deleted_by_it(writer: Household, name: str) -> None:
    book = writer.post("/api/v1/books", name=name)
    path = f"/api/v1/books/{book['id']}"

    other = writer.ask("DELETE", path, json={"name": f"{name}!"})
    gone = writer.ask("DELETE", path, json={"name": name})

    assert book["name"] == name
    assert list(refusal(other, 409)["errors"]) == ["name"]
    assert gone.status_code == 204
