"""What a stranger's numbers get inside of a request, and that nothing of others is in any list."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask

from tests.full_app.cast import Cast, assemble, book_id, filled
from tests.full_app.conftest import Household
from tests.full_app.hostile import refusal, row_counts
from tests.full_app.routes import BOOK, ROUTES, SOON, STATEMENT, WITH_JSON, right_body

Place = tuple[str | int, ...]
Reference = tuple[str, dict[str, Any], Place]
"""A route, what its right body says otherwise, and where in it a row is named."""

TRANSFER = {"kind": "transfer", "category_id": None}
_ENTRY, _RECURRING = f"{BOOK}/entries/<id:entry_id>", f"{BOOK}/recurring/<id:recurring_id>"
# What the right bodies of ROUTES do not name.
FURTHER: list[Reference] = [
    (f"POST {BOOK}/entries", TRANSFER, ("to_account_id",)),
    (f"PUT {_ENTRY}", {}, ("to_account_id",)),
    (f"PATCH {_ENTRY}", {}, ("account_id",)),
    (f"PATCH {_ENTRY}", TRANSFER, ("to_account_id",)),
    (f"PATCH {_ENTRY}", {}, ("category_id",)),
    (f"POST {BOOK}/recurring", TRANSFER, ("to_account_id",)),
    (f"PATCH {_RECURRING}", {}, ("account_id",)),
    (f"PATCH {_RECURRING}", TRANSFER, ("to_account_id",)),
    (f"PATCH {_RECURRING}", {}, ("category_id",)),
    (f"PATCH {BOOK}/rules/<id:rule_id>", {}, ("category_id",)),
    (f"PATCH {BOOK}/categories/<id:category_id>", {}, ("parent_id",)),
    (f"POST {BOOK}/undo", {"group_id": None}, ("change_id",)),
    ("POST /api/v1/tokens", {}, ("book_id",)),
]
# Of which row of `furnish` a name is the number, where it is called otherwise there.
NUMBERS = {"to_account_id": "account_id", "parent_id": "category_id", "id": "entry_id"}
NOBODYS: dict[str, Any] = {"group_id": "f" * 32}


def places(value: Any, *above: str | int) -> Iterator[Place]:
    """Yield where in a body rows are named."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        if isinstance(key, str) and (key == "id" or key.endswith("_id")):
            yield (*above, key)
        yield from places(item, *above, key)


REFERENCES = FURTHER + [(route, {}, place) for route in WITH_JSON for place in places(right_body(route))]


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    """A book, and a stranger's."""
    return assemble(app)


def naming(cast: Cast, reference: Reference, number: Any) -> dict[str, Any]:
    """Return the owner's request with this number where a row is named."""
    route, otherwise, place = reference
    request = cast.right("owner", route)
    body = deepcopy(request["json"]) | otherwise
    inner = body
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = number
    return {**request, "json": body}


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param(
            reference,
            id=f"{reference[0]}, {'.'.join(map(str, reference[2]))}",
        )
        for reference in REFERENCES
    ],
)
def test_anothers_number_inside_a_body_is_not_found(cast: Cast, reference: Reference) -> None:
    place, before = reference[2], row_counts(cast.app)
    name = str(place[-1])
    theirs = cast.strangers[NUMBERS.get(name, name)]

    answer = cast.send(naming(cast, reference, theirs), kept=True)
    nobodys = cast.send(naming(cast, reference, NOBODYS.get(name, 9 * 10**17)))

    assert list(refusal(answer, 404)["errors"]) == [".".join(map(str, place))]
    assert answer.data == nobodys.data
    assert row_counts(cast.app) == before


@pytest.mark.parametrize("whose", ["stranger", "nobody"])
def test_a_statement_is_not_taken_for_anothers_account(cast: Cast, whose: str) -> None:
    before, number = row_counts(cast.app), {"stranger": cast.strangers["account_id"], "nobody": 9 * 10**17}

    response = cast.ask("owner", f"POST {BOOK}/imports", account_id=number[whose], kept=True)

    assert list(refusal(response, 404)["errors"]) == ["account_id"]
    assert row_counts(cast.app) == before


def test_what_others_have_is_in_no_list_report_or_export(home: Household, stranger: Household) -> None:
    fill(stranger)
    fill(home, "우리", 33_333)
    named = {"book_id": book_id(home), "month": "2026-01"}
    lists = [route for route in ROUTES if route[:4] == "GET " and {*re.findall(r"(\w+)>", route)} <= {*named}]

    texts = {route: home.ask("GET", filled(route[4:], named)).text for route in lists}

    assert len([text for text in texts.values() if "우리 " in text]) > 10
    theirs = ("남의", "77777", stranger.email)
    assert [route for route, text in texts.items() if any(word in text for word in theirs)] == []
    assert [row["id"] for row in home.get("/api/v1/books")["items"]] == [book_id(home)]


def fill(home: Household, whose: str = "남의", amount: int = 77_777) -> None:
    """Write something into everything that can be listed."""
    category = home.post("categories", name=f"{whose} 분류", kind="expense")["id"]
    account = home.post("accounts", name=f"{whose} 통장", kind="bank", opening_balance=amount)["id"]
    entry = {"kind": "expense", "amount": amount, "account_id": account, "category_id": category}
    home.post("entries", day="2026-01-05", payee=f"{whose} 가게", memo=f"#{whose}일", **entry)
    home.post("recurring", every="month", anchor=SOON, payee=f"{whose} 월세", **entry)
    home.post("rules", contains=f"{whose} 빵집", category_id=category)
    home.post("invites")
    home.post("/api/v1/tokens", name=f"{whose} 토큰", scope="read")
    home.ask("PUT", "budgets/2026-01", json={"items": [{"category_id": category, "amount": amount}]})
    home.take(STATEMENT.replace("가게".encode(), f"{whose} 책방".encode()), name=f"{whose}.csv")


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(lambda theirs: {"account": theirs.accounts["bank"]}, id="account"),
        pytest.param(lambda theirs: {"category": theirs.categories["식비"]}, id="category"),
        pytest.param(lambda theirs: {"tag": "남의일"}, id="tag"),
        pytest.param(lambda theirs: {"q": "남의"}, id="text"),
    ],
)
def test_a_filter_finds_nothing_of_others(
    home: Household, stranger: Household, query: Callable[[Household], dict[str, Any]]
) -> None:
    stranger.spend(5, payee="남의 가게", memo="#남의일", category_id=stranger.categories["식비"])
    home.spend(7)

    found = stranger.get("entries", **query(stranger)), home.get("entries", **query(stranger))

    assert [len(page["items"]) for page in found] == [1, 0]
    assert [page["sums"][0]["expense"] for page in found] == [5, 0]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(lambda theirs: {"account": theirs.accounts["bank"]}, id="account"),
        pytest.param(lambda theirs: {"category": theirs.categories["식비"]}, id="category"),
        pytest.param(lambda theirs: {"tag": "남의일"}, id="tag"),
    ],
)
def test_a_trend_adds_nothing_of_others(
    home: Household, stranger: Household, query: Callable[[Household], dict[str, Any]]
) -> None:
    stranger.spend(5, memo="#남의일", category_id=stranger.categories["식비"])
    home.spend(7)
    asked = {"until": "2026-01", "months": 1, **query(stranger)}

    found = stranger.get("reports/trend", **asked), home.get("reports/trend", **asked)

    months = [trend["currencies"][0]["by_month"] for trend in found]
    assert [month["expense"] for [month] in months] == [5, 0]


@pytest.mark.parametrize("path", ["entries", "log"])
def test_a_cursor_of_another_book_leads_nowhere(home: Household, stranger: Household, path: str) -> None:
    for household in (home, home, stranger, stranger):
        household.spend(5)
    cursor = stranger.get(path, limit=1)["next"]

    response = home.ask("GET", path, query_string={"cursor": cursor})

    assert list(refusal(response, 400)["errors"]) == ["cursor"]
