"""Bad paths, queries, methods and headers: a clear refusal, nothing written, the same on every database."""

import re
import string
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from tests.full_app.cast import Cast, assemble
from tests.full_app.conftest import Household, sign_up
from tests.full_app.hostile import WRONG_IDS, refusal, row_counts
from tests.full_app.routes import BOOK, CONDITIONAL, IDEMPOTENT, ROUTES

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
WITH_NUMBERS = [route for route in ROUTES if "<id:" in route]
SOME_IDS = {name: WRONG_IDS[name] for name in ("zero", "2^63", "exponent", "Arabic digits", "SQL", "path")}
_ENTRY = f"{BOOK}/entries/<id:entry_id>"


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


@pytest.mark.parametrize("number", [pytest.param(number, id=name) for name, number in WRONG_IDS.items()])
def test_what_is_no_number_of_a_row_is_not_found(cast: Cast, number: str) -> None:
    before, wrong = row_counts(cast.app), quote(number, safe="")

    answers = [
        cast.ask("owner", f"POST {BOOK}/entries", kept=True, book_id=wrong),
        *(cast.ask("owner", f"{method} {_ENTRY}", kept=True, entry_id=wrong) for method in ("GET", "DELETE")),
        cast.ask("owner", "DELETE /api/v1/tokens/<token:token_id>", kept=True, token_id=wrong),
    ]

    assert all(refusal(answer, 404) for answer in answers)
    assert row_counts(cast.app) == before


@pytest.mark.parametrize("route", WITH_NUMBERS)
def test_no_route_takes_anything_else_for_a_number(cast: Cast, route: str) -> None:
    names, before = re.findall(r"<id:(\w+)>", route), row_counts(cast.app)
    asked = {(name, kind): quote(number, safe="") for name in names for kind, number in SOME_IDS.items()}

    answers = {
        (name, kind): cast.ask("owner", route, kept=True, **{name: number})
        for (name, kind), number in asked.items()
    }

    assert {key: answer.status_code for key, answer in answers.items()} == dict.fromkeys(asked, 404)
    assert all(refusal(answer, 404) for answer in answers.values())
    assert row_counts(cast.app) == before


@pytest.mark.parametrize(
    "month",
    [
        pytest.param("2026-13", id="month 13"),
        pytest.param("2026-00", id="month 0"),
        pytest.param("2026-1", id="one digit"),
        pytest.param("202601", id="no dash"),
        pytest.param("2026-01-01", id="day"),
        pytest.param("1899-12", id="year 1899"),
        pytest.param("2200-01", id="year 2200"),
        pytest.param("0000-01", id="year 0"),
        pytest.param("9999-12", id="year 9999"),
        pytest.param("12026-01", id="five digits"),
        pytest.param("２０２６-０１", id="full-width digits"),
        pytest.param("2026-01 ", id="blank"),
        pytest.param("2026-01\n", id="line break"),
        pytest.param("2026-01\0", id="NUL"),
        pytest.param("null", id="word"),
        pytest.param("../../etc/passwd", id="path"),
    ],
)
def test_what_is_no_month_is_not_found(cast: Cast, month: str) -> None:
    route, before = f"{BOOK}/budgets/<month:month>", row_counts(cast.app)

    answers = [
        cast.ask("owner", f"{method} {route}", kept=True, month=quote(month, safe=""))
        for method in ("GET", "PUT")
    ]

    assert all(refusal(answer, 404) for answer in answers)
    assert row_counts(cast.app) == before


def test_a_blank_behind_a_tokens_number_makes_it_another_one(cast: Cast) -> None:
    # To MySQL a text with blanks at its end is the same text.
    token_id = f"{cast.rows['owner']['token_id']}%20"

    response = cast.ask("owner", "DELETE /api/v1/tokens/<token:token_id>", token_id=token_id)

    refusal(response, 404)


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
        pytest.param("log", "limit=abc", "limit", id="log, limit in words"),
        pytest.param("log", "limit=0", "limit", id="log, limit of nothing"),
        pytest.param("log", "limit=201", "limit", id="log, limit one too large"),
        pytest.param("log", "limit=5&limit=6", "limit", id="log, limit twice"),
        pytest.param("log", f"cursor={'a' * 201}", "cursor", id="log, cursor too long"),
        pytest.param("log", "from=2026-01-01", "from", id="log, unknown name"),
        pytest.param("entries/1/log", "limit=-1", "limit", id="log of an entry, limit negative"),
        pytest.param("entries/1/log", "kind=entry", "kind", id="log of an entry, unknown name"),
        pytest.param("reports/month", "month=2026-13", "month", id="month 13"),
        pytest.param("reports/month", "month=2026-1", "month", id="month of one digit"),
        pytest.param("reports/month", "month=2026-01-05", "month", id="day for a month"),
        pytest.param("reports/month", "month=9999-12", "month", id="year 9999"),
        pytest.param("reports/month", "month=", "month", id="month empty"),
        pytest.param("reports/month", "month=2026-01&month=2026-02", "month", id="month twice"),
        pytest.param("reports/year", "year=abc", "year", id="year in words"),
        pytest.param("reports/year", "year=", "year", id="year empty"),
        pytest.param("reports/year", "year=1899", "year", id="year 1899"),
        pytest.param("reports/year", "year=2200", "year", id="year 2200"),
        pytest.param("reports/year", "year=02026", "year", id="year with a zero in front"),
        pytest.param("reports/year", "year=2026.0", "year", id="year as float"),
        pytest.param("reports/year", "year=-2026", "year", id="year negative"),
        pytest.param("reports/year", "year=%EF%BC%92026", "year", id="year in full-width digits"),
        pytest.param("reports/year", "year=2025&year=2026", "year", id="year twice"),
        pytest.param("reports/year", "month=2026-01", "month", id="month for a year"),
        pytest.param("reports/trend", "months=0", "months", id="no months"),
        pytest.param("reports/trend", "months=121", "months", id="121 months"),
        pytest.param("reports/trend", "months=12.0", "months", id="months as float"),
        pytest.param("reports/trend", f"months={2**64}", "months", id="months of 2^64"),
        pytest.param("reports/trend", "until=2026-01-31", "until", id="until a day"),
        pytest.param("reports/trend", "until=2200-01", "until", id="until 2200"),
        pytest.param("reports/trend", "account=0", "account", id="trend of account zero"),
        pytest.param("reports/trend", "category=1e3", "category", id="trend of an exponent"),
        pytest.param("reports/trend", f"tag={'a' * 51}", "tag", id="trend of a long tag"),
        pytest.param("reports/trend", "tag=a&tag=b", "tag", id="trend of two tags"),
        pytest.param("reports/trend", "q=a", "q", id="trend of a text"),
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
@pytest.mark.parametrize("path", ["entries", "log", "entries/{entry}/log"])
def test_a_cursor_that_we_never_gave_is_refused(
    untouched: Household, entry: Any, path: str, cursor: str
) -> None:
    response = untouched.ask("GET", path.format(entry=entry["id"]), query_string={"cursor": cursor})

    assert list(refusal(response, 400)["errors"]) == ["cursor"]


@pytest.mark.parametrize(("path", "other"), [("entries", "log"), ("log", "entries")])
def test_a_cursor_of_another_list_is_refused(home: Household, path: str, other: str) -> None:
    home.spend(5)
    home.spend(5)
    cursor = home.get(other, limit=1)["next"]

    response = home.ask("GET", path, query_string={"cursor": cursor})

    assert list(refusal(response, 400)["errors"]) == ["cursor"]


@pytest.mark.parametrize("path", ["entries", "log"])
def test_no_character_of_a_cursor_can_be_changed(home: Household, path: str) -> None:
    for _ in range(2):
        home.spend(5)
    cursor = home.get(path, limit=1)["next"]
    # Neighbours of the alphabet differ in the last bit, which base64 need not use.
    near = [ALPHABET[ALPHABET.find(letter) ^ 1] for letter in cursor]
    altered = [f"{cursor[:place]}{letter}{cursor[place + 1 :]}" for place, letter in enumerate(near)]
    altered += [cursor[:-1], f"{cursor}A", f"{cursor}=", f" {cursor}", f"{cursor}\n", cursor.swapcase()]

    statuses = {text: home.ask("GET", path, query_string={"cursor": text}).status_code for text in altered}

    assert statuses == dict.fromkeys(altered, 400)
    assert home.ask("GET", path, query_string={"cursor": cursor}).status_code == 200


def test_a_method_that_a_path_does_not_take_is_named_with_those_it_takes(cast: Cast) -> None:
    taken: dict[str, set[str]] = {}
    for route in ROUTES:
        request = cast.right("owner", route)
        taken.setdefault(request["path"], set()).update({request["method"], "OPTIONS"})
    for methods in taken.values():
        methods.update({"HEAD"} if "GET" in methods else ())

    answers = [
        (path, cast.people["owner"].ask(method, path))
        for path, methods in taken.items()
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "BREW"} - methods
    ]

    assert len(answers) > 150
    assert all(refusal(answer, 405) for _, answer in answers)
    assert [set(answer.allow) for _, answer in answers] == [taken[path] for path, _ in answers]


SEEN_WRONGLY = {
    "missing": (None, 428),
    "empty": ("", 400),
    "no quotes": ("1", 400),
    "word": ('"abc"', 400),
    "negative": ('"-1"', 400),
    "exponent": ('"1e0"', 400),
    "two versions": ('"1", "2"', 400),
    "weak": ('W/"1"', 400),
    "30 digits": (f'"{"9" * 30}"', 400),
    "one quote": ('"1', 400),
    "other digits": ('"١"', 400),
    "of before": ('"0"', 412),
    "to come": ('"2"', 412),
}


@pytest.mark.parametrize("route", CONDITIONAL)
def test_a_change_by_who_has_not_seen_the_newest_version_is_refused(cast: Cast, route: str) -> None:
    right, before = cast.right("owner", route), cast.people["owner"].get("export.json")
    token = {"Authorization": right["headers"]["Authorization"]}

    answers = {
        name: cast.send(
            {**right, "headers": token if seen is None else {**token, "If-Match": seen}}, kept=True
        )
        for name, (seen, _) in SEEN_WRONGLY.items()
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: status for name, (_, status) in SEEN_WRONGLY.items()
    }
    assert all(refusal(answer, answer.status_code) for answer in answers.values())
    assert cast.people["owner"].get("export.json") == before


@pytest.mark.parametrize("route", CONDITIONAL)
def test_who_is_behind_gets_the_row_as_it_is_now(cast: Cast, route: str) -> None:
    right = cast.right("owner", route)
    seen = {**right["headers"], "If-Match": '"9"'}

    behind = cast.send({**right, "headers": seen})
    again = cast.send({**right, "headers": seen | {"If-Match": behind.headers["ETag"]}})

    problem = refusal(behind, 412)
    assert behind.headers["ETag"] == f'"{problem["current"]["version"]}"'
    assert str(problem["current"]["id"]) == right["path"].rpartition("/")[2]
    assert again.status_code == ROUTES[route].status


@pytest.mark.parametrize("route", [route for route in CONDITIONAL if not route.startswith("DELETE")])
def test_a_change_is_answered_with_the_next_version(cast: Cast, route: str) -> None:
    right = cast.right("owner", route)

    response = cast.send({**right, "headers": {**right["headers"], "If-Match": '"1"'}})

    assert (response.headers["ETag"], response.get_json()["version"]) == ('"2"', 2)


BAD_KEYS = {
    "empty": "",
    "blank": " ",
    "blank inside": "a b",
    "201 characters": "k" * 201,
    "10,000 characters": "k" * 10_000,
    "tab": "a\tb",
    "DEL": "a\x7f",
    "Latin-1": "caf\xe9",
}


@pytest.mark.parametrize("route", IDEMPOTENT)
def test_a_key_that_is_none_is_refused(cast: Cast, route: str) -> None:
    right, before = cast.right("owner", route), row_counts(cast.app)

    answers = {
        name: cast.send({**right, "headers": {**right["headers"], "Idempotency-Key": key}}, kept=True)
        for name, key in BAD_KEYS.items()
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(BAD_KEYS, 400)
    assert all(refusal(answer, 400) for answer in answers.values())
    assert row_counts(cast.app) == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("accounts", {"name": "b", "kind": "cash"}, id="another body"),
        pytest.param("categories", {"name": "a", "kind": "income"}, id="another route"),
    ],
)
def test_a_key_that_came_with_another_request_is_named(
    app: Flask, home: Household, path: str, body: dict[str, Any]
) -> None:
    key = {"headers": {"Idempotency-Key": "k"}}
    first = home.ask("POST", "accounts", json={"name": "a", "kind": "cash"}, **key)
    before = row_counts(app)

    second = home.ask("POST", path, json=body, **key)

    assert first.status_code == 201
    assert list(refusal(second, 422)["errors"]) == ["Idempotency-Key"]
    assert row_counts(app) == before
