"""Two who work on one book at the same moment: both are answered, neither with a fault of the server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.full_app.bookkeeping import (
    app_of_its_own,
    change,
    findings,
    newest,
    preview,
    remove,
    statement,
    undo,
)
from tests.full_app.conftest import Household, sign_up
from tests.threads import at_once

ROUNDS = 8
"""How often a race is run: who wins is not for us to say."""
Requests = list[tuple[str, str, dict[str, Any]]]


@pytest.fixture(scope="module")
def app(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on a database of its own."""
    yield from app_of_its_own(backend, request, tmp_path_factory)


@pytest.fixture(scope="module")
def user(app: Flask) -> Household:
    """A household that races share."""
    return sign_up(app)


def on_an_account_that_goes(home: Household, number: int) -> Requests:
    account = home.post("accounts", name=f"지갑 {number}", kind="cash")["id"]
    template = {"kind": "expense", "amount": 5, "account_id": account}
    plan = {**template, "every": "month", "anchor": "2199-01-31"}
    entry = ("POST", "entries", {**template, "day": "2026-01-05"})
    return [("DELETE", f"accounts/{account}", {}), entry, entry, ("POST", "recurring", plan)]


def in_a_category_that_goes(home: Household, number: int) -> Requests:
    category = home.post("categories", name=f"간식 {number}", kind="expense")["id"]
    entry = {"kind": "expense", "day": "2026-01-05", "amount": 5, "account_id": home.accounts["bank"]}
    return [
        ("DELETE", f"categories/{category}", {}),
        ("POST", "rules", {"contains": f"가게 {number}", "category_id": category}),
        ("PUT", "budgets/2026-01", {"items": [{"category_id": category, "amount": 5}]}),
        ("POST", "entries", {**entry, "category_id": category}),
    ]


def with_a_rule_that_goes(home: Household, number: int) -> Requests:
    body = {"contains": f"국수 {number}", "category_id": home.categories["외식"]}
    path = f"rules/{home.post('rules', **body)['id']}"
    other = {"category_id": home.categories["식비"]}
    return [("PATCH", path, other), ("DELETE", path, {}), ("PATCH", path, other)]


def with_an_account_that_goes(home: Household, number: int) -> Requests:
    path = f"accounts/{home.post('accounts', name=f'통장 {number}', kind='bank')['id']}"
    return [("PATCH", path, {"position": 5}), ("DELETE", path, {}), ("PATCH", path, {"position": 6})]


def with_a_statement_that_comes_back(home: Household, number: int) -> Requests:
    rows = statement(*(f"2026-01-15,빵 {number},{amount}," for amount in range(1, 21)))
    home.take(rows)
    remove(home, f"imports/{home.get('imports')['items'][0]['id']}")
    group, found = newest(home), preview(home, rows)
    return [("POST", "undo", {"group_id": group}), ("POST", f"imports/{found['id']}/commit", {})]


def under_a_name_that_is_free(home: Household, number: int) -> Requests:
    path = f"categories/{home.post('categories', name=f'옷 {number}', kind='expense')['id']}"
    remove(home, path)
    body = {"name": f"옷 {number}", "kind": "expense"}
    return [("POST", "undo", {"group_id": newest(home)}), *[("POST", "categories", body)] * 3]


def with_groups_of_their_own(home: Household, number: int) -> Requests:
    entries = [home.spend(amount) for amount in range(1, 5)]
    groups = []
    for entry in entries:
        change(home, f"entries/{entry['id']}", memo="#하나")
        groups.append(newest(home))
    return [("POST", "undo", {"group_id": group}) for group in groups]


@pytest.mark.parametrize(
    "race",
    [
        pytest.param(race, id=race.__name__.replace("_", " "))
        for race in (
            *(on_an_account_that_goes, in_a_category_that_goes, with_a_rule_that_goes),
            *(with_an_account_that_goes, with_a_statement_that_comes_back, under_a_name_that_is_free),
            with_groups_of_their_own,
        )
    ],
)
def test_nobody_who_works_at_the_same_moment_gets_a_fault(
    app: Flask, user: Household, race: Callable[[Household, int], Requests]
) -> None:
    found = []
    for number in range(ROUNDS):
        requests = race(user, number)

        def send(index: int, requests: Requests = requests) -> tuple[str, int]:
            method, path, body = requests[index]
            answer = user.ask(method, path, json=body, headers={"If-Match": "*"})
            return f"{method} {path}", answer.status_code

        found += at_once(len(requests), send)

    assert [answer for answer in found if answer[1] >= 500] == []
    assert findings(app) == []


def test_a_number_that_was_free_again_names_the_newer_row(app: Flask) -> None:
    home = sign_up(app)
    first = home.post("accounts", name="지갑", kind="cash")["id"]
    made = newest(home)
    undo(home)
    undone = newest(home)
    second = home.post("accounts", name="통장", kind="bank")["id"]

    statuses = [undo(home, made).status_code, undo(home, undone).status_code]

    accounts = {row["name"]: row["id"] for row in home.get("accounts")["items"]}
    assert statuses == [409, 200]
    assert (accounts["지갑"], accounts["통장"]) == (first, second)
    assert findings(app) == []
