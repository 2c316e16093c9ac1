"""Bad bodies, fields, paths and queries: a clear refusal, nothing written, the same on every database."""

import io
import json
import re
import string
from typing import Any
from urllib.parse import quote

import pytest
from account_book.wire import JSON_LIMIT, MAX_DEPTH
from flask import Flask
from werkzeug.routing import Map

from tests.full_app.conftest import Household, sign_up
from tests.full_app.hostile import (
    STRANGE_NAMES,
    STRANGE_TEXTS,
    WRONG_IDS,
    WRONG_VALUES,
    refusal,
    row_counts,
)

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
AMOUNT = '{"kind": "expense", "day": "2026-01-05", "account_id": 1, "amount": %s}'


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
        pytest.param(b"{}", "text/plain", 415, id="not JSON"),
        pytest.param(b"{}".ljust(JSON_LIMIT + 1), "application/json", 413, id="too long"),
        pytest.param(b'{"is_admin": true}', "application/json", 422, id="unknown field"),
    ],
)
def test_no_route_is_less_strict_about_its_body(
    app: Flask, untouched: Household, body: bytes, content_type: str, status: int
) -> None:
    before = row_counts(app)

    answers = {
        f"{method} {path}": untouched.ask(method, path, data=body, content_type=content_type)
        for method, path in routes_with_json(untouched)
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, status)
    assert all(refusal(answer, status) for answer in answers.values())
    assert row_counts(app) == before


def routes_with_json(home: Household) -> list[tuple[str, str]]:
    """Return method and path of all routes that take JSON, as the API's own description says."""
    book = home.book.rpartition("/")[2]
    found = [
        # Of the other things that a path names there is none; the body is looked at first.
        (method.upper(), re.sub(r"{\w+}", "1", path.replace("{book_id}", book)))
        for path, operations in home.get("/openapi.json")["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]
    assert len(found) > 5
    return found


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
    ("path", "fields", "field"),
    [
        pytest.param("accounts", {"name": ""}, "name", id="account without name"),
        pytest.param("accounts", {"name": " \u3000\n"}, "name", id="account with a blank name"),
        pytest.param("accounts", {"name": "가" * 65}, "name", id="account with a long name"),
        pytest.param("accounts", {"name": "\U0001d160" * 64}, "name", id="name that composing makes longer"),
        pytest.param("accounts", {"name": "a\0"}, "name", id="NUL in a name"),
        pytest.param("accounts", {"name": "a\nb"}, "name", id="line break in a name"),
        pytest.param("accounts", {"name": 5}, "name", id="number as name"),
        pytest.param("accounts", {"kind": "gold"}, "kind", id="unknown kind of account"),
        pytest.param("accounts", {"currency": "krw"}, "currency", id="currency in small letters"),
        pytest.param("accounts", {"currency": "QQQ"}, "currency", id="unknown currency"),
        pytest.param("accounts", {"currency": ["KRW"]}, "currency", id="list of currencies"),
        pytest.param("accounts", {"opening_balance": 10**12 + 1}, "opening_balance", id="opening too large"),
        pytest.param("accounts", {"opening_balance": -(2**63)}, "opening_balance", id="opening of -2^63"),
        pytest.param("accounts", {"opening_balance": 1.0}, "opening_balance", id="opening as float"),
        pytest.param("accounts", {"opening_balance": None}, "opening_balance", id="opening of null"),
        pytest.param("accounts", {"book_id": 1}, "book_id", id="account of another book"),
        pytest.param("accounts", {"balance": 5}, "balance", id="chosen balance"),
        pytest.param("categories", {"name": "\u200b\x7f"}, "name", id="category without a visible name"),
        pytest.param("categories", {"kind": "transfer"}, "kind", id="category of transfers"),
        pytest.param("categories", {"position": 0}, "position", id="chosen position"),
        pytest.param("imports/1/commit", {"rows": ["1"]}, "rows.0", id="row as text"),
        pytest.param("imports/1/commit", {"rows": [1, 2.0]}, "rows.1", id="row as float"),
        pytest.param("imports/1/commit", {"rows": [True]}, "rows.0", id="row as boolean"),
        pytest.param("imports/1/commit", {"rows": [0]}, "rows.0", id="row zero"),
        pytest.param("imports/1/commit", {"rows": 1}, "rows", id="rows are no list"),
        pytest.param("imports/1/commit", {"rows": [1] * 20_001}, "rows", id="too many rows"),
        pytest.param("imports/1/commit", {"transfers": None}, "transfers", id="transfers of null"),
    ],
)
def test_other_routes_name_the_field_too(
    app: Flask, untouched: Household, path: str, fields: dict[str, Any], field: str
) -> None:
    before = row_counts(app)
    needed = {"accounts": {"name": "x", "kind": "cash"}, "categories": {"name": "x", "kind": "income"}}

    response = untouched.ask("POST", path, json=needed.get(path, {}) | fields)

    assert list(refusal(response, 422)["errors"]) == [field]
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


@pytest.mark.parametrize("number", [pytest.param(number, id=name) for name, number in WRONG_IDS.items()])
def test_what_is_no_number_of_a_row_is_not_found(
    app: Flask, untouched: Household, entry: Any, number: str
) -> None:
    before, wrong = row_counts(app), quote(number, safe="")
    whole = {"json": valid(untouched), "headers": {"If-Match": "*"}}

    answers = [
        untouched.ask("GET", f"/api/v1/books/{wrong}"),
        untouched.ask("POST", f"/api/v1/books/{wrong}/entries", **whole),
        untouched.ask("GET", f"/api/v1/books/{wrong}/entries/{entry['id']}"),
        untouched.ask("GET", f"entries/{wrong}"),
        untouched.ask("PUT", f"entries/{wrong}", **whole),
        untouched.ask("DELETE", f"entries/{wrong}", **whole),
        untouched.ask("POST", f"imports/{wrong}/commit", json={}),
    ]

    assert all(refusal(answer, 404) for answer in answers)
    assert row_counts(app) == before


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        pytest.param("entries", "limit=abc", "limit", id="limit in words"),
        pytest.param("entries", "limit=", "limit", id="limit empty"),
        pytest.param("entries", "limit=0", "limit", id="limit of nothing"),
        pytest.param("entries", "limit=-1", "limit", id="limit negative"),
        pytest.param("entries", "limit=201", "limit", id="limit one too large"),
        pytest.param("entries", "limit=1000000000", "limit", id="limit of 10^9"),
        pytest.param("entries", f"limit={'9' * 3000}", "limit", id="limit of 3,000 digits"),
        pytest.param("entries", "limit=5.0", "limit", id="limit as float"),
        pytest.param("entries", "limit=1e1", "limit", id="limit with exponent"),
        pytest.param("entries", "limit=%2B5", "limit", id="limit with a sign"),
        pytest.param("entries", "limit=5%0A", "limit", id="limit with a line break"),
        pytest.param("entries", "limit=%EF%BC%95", "limit", id="limit in full-width digits"),
        pytest.param("entries", "limit=%D9%A5", "limit", id="limit in Arabic digits"),
        pytest.param("entries", "limit=5&limit=5", "limit", id="limit twice"),
        pytest.param("entries", "from=2026-02-30", "from", id="no such day"),
        pytest.param("entries", "from=", "from", id="day empty"),
        pytest.param("entries", "to=20260105", "to", id="day in basic format"),
        pytest.param("entries", "to=2026-01-05%0A", "to", id="day with a line break"),
        pytest.param("entries", "start=2026-01-05", "start", id="name of the code"),
        pytest.param("entries", "kind=gift", "kind", id="unknown kind"),
        pytest.param("entries", "account=1%20OR%201=1", "account", id="account of SQL"),
        pytest.param("entries", "account=0", "account", id="account zero"),
        pytest.param("entries", f"account={2**63}", "account", id="account of 2^63"),
        pytest.param("entries", "category=null", "category", id="category of null"),
        pytest.param("entries", "min=-1", "min", id="negative amount"),
        pytest.param("entries", "max=1.5", "max", id="amount as float"),
        pytest.param("entries", f"max={10**12 + 1}", "max", id="amount beyond the limit"),
        pytest.param("entries", f"q={'a' * 201}", "q", id="text too long"),
        pytest.param("entries", "q=a%00", "q", id="NUL in a text"),
        pytest.param("entries", f"tag={'a' * 51}", "tag", id="tag too long"),
        pytest.param("entries", "user_id=1", "user_id", id="unknown name"),
        pytest.param("entries", "sort=amount;DROP", "sort", id="unknown order"),
        pytest.param("reports/month", "month=2026-13", "month", id="month 13"),
        pytest.param("reports/month", "month=2026-1", "month", id="month of one digit"),
        pytest.param("reports/month", "month=2026-01-05", "month", id="day for a month"),
        pytest.param("reports/month", "month=9999-12", "month", id="year 9999"),
        pytest.param("reports/month", "month=", "month", id="month empty"),
        pytest.param("reports/month", "month=2026-01&month=2026-02", "month", id="month twice"),
        pytest.param("accounts", "a=1&a=2", "a", id="anything twice"),
    ],
)
def test_a_query_that_is_wrong_is_named(untouched: Household, path: str, query: str, field: str) -> None:
    response = untouched.ask("GET", f"{path}?{query}")

    assert list(refusal(response, 422)["errors"]) == [field]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("q=%FF%ED%A0%80", id="not UTF-8"),
        pytest.param("q='%20OR%20'1'='1", id="SQL"),
        pytest.param("q=%25", id="joker of many"),
        pytest.param("q=_", id="joker of one"),
        pytest.param("q=%5C", id="backslash"),
        pytest.param("tag='%20OR%20'1'='1", id="tag of SQL"),
        pytest.param("tag=%00", id="tag of NUL"),
    ],
)
def test_text_to_look_for_is_nothing_but_text(untouched: Household, entry: Any, query: str) -> None:
    assert entry["tags"] == ["하나"]

    page = untouched.ask("GET", f"entries?{query}").get_json()

    assert page["items"] == []


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("", id="empty"),
        pytest.param("abc", id="word"),
        pytest.param("null", id="null"),
        pytest.param("..", id="dots"),
        pytest.param("WzEsMl0.AAAA", id="signed by nobody"),
        pytest.param("가", id="other script"),
        pytest.param("\0", id="NUL"),
    ],
)
def test_a_cursor_that_we_never_gave_is_refused(untouched: Household, cursor: str) -> None:
    response = untouched.ask("GET", "entries", query_string={"cursor": cursor})

    assert list(refusal(response, 400)["errors"]) == ["cursor"]


def test_no_character_of_a_cursor_can_be_changed(home: Household) -> None:
    for _ in range(2):
        home.spend(5)
    cursor = home.get("entries", limit=1)["next"]
    # Neighbours of the alphabet differ in the last bit, which base64 need not use.
    near = [ALPHABET[ALPHABET.find(letter) ^ 1] for letter in cursor]
    altered = [f"{cursor[:place]}{letter}{cursor[place + 1 :]}" for place, letter in enumerate(near)]
    altered += [cursor[:-1], f"{cursor}A", f"{cursor}=", f" {cursor}", f"{cursor}\n", cursor.swapcase()]

    statuses = {
        text: home.ask("GET", "entries", query_string={"cursor": text}).status_code for text in altered
    }

    assert statuses == dict.fromkeys(altered, 400)
    assert home.ask("GET", "entries", query_string={"cursor": cursor}).status_code == 200


def test_a_method_that_a_path_does_not_take_is_named_with_those_it_takes(
    app: Flask, untouched: Household
) -> None:
    taken: dict[str, set[str]] = {}
    for path, methods in api_paths(app.url_map):
        taken.setdefault(path, set()).update(methods)

    answers = [
        (path, untouched.ask(method, path))
        for path, methods in taken.items()
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "BREW"} - methods
    ]

    assert len(answers) > 50
    assert all(refusal(answer, 405) for _, answer in answers)
    assert [set(answer.allow) for _, answer in answers] == [taken[path] for path, _ in answers]


def api_paths(url_map: Map) -> list[tuple[str, set[str]]]:
    """Return the paths of the API, with 1 for every number, and their methods."""
    rules = [rule for rule in url_map.iter_rules() if rule.rule.startswith("/api/")]
    return [(re.sub(r"<[^>]+>", "1", rule.rule), set(rule.methods or ())) for rule in rules]


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param("", id="empty"),
        pytest.param("1", id="no quotes"),
        pytest.param('"abc"', id="word"),
        pytest.param('"-1"', id="negative"),
        pytest.param('"1e0"', id="exponent"),
        pytest.param('"1", "2"', id="two versions"),
        pytest.param('W/"1"', id="weak"),
        pytest.param(f'"{"9" * 30}"', id="30 digits"),
        pytest.param('"1', id="one quote"),
    ],
)
def test_a_version_that_was_never_given_is_refused(untouched: Household, entry: Any, seen: str) -> None:
    path = f"entries/{entry['id']}"

    response = untouched.ask("DELETE", path, headers={"If-Match": seen})

    refusal(response, 400)
    assert untouched.get(path) == entry


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in STRANGE_TEXTS.items()])
def test_strange_text_comes_back_unchanged(home: Household, text: str) -> None:
    written = home.spend(5, payee=text, memo=text)

    changed = home.ask(
        "PATCH", f"entries/{written['id']}", json={"memo": f"{text}!"}, headers={"If-Match": "*"}
    )

    assert (written["payee"], written["memo"]) == (text, text)
    assert (changed.get_json()["payee"], changed.get_json()["memo"]) == (text, f"{text}!")
    assert home.get("entries", q=text)["items"] == [changed.json]


@pytest.mark.parametrize("name", [pytest.param(name, id=kind) for kind, name in STRANGE_NAMES.items()])
def test_strange_names_come_back_unchanged(home: Household, name: str) -> None:
    account = home.post("accounts", name=name, kind="other")

    category = home.post("categories", name=name, kind="income")

    assert (account["name"], category["name"]) == (name, name)
    assert name in [row["name"] for row in home.get("accounts")["items"]]
    assert name in [row["name"] for row in home.get("categories")["items"]]
