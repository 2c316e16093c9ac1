"""Two who work on one book at the same moment: both are answered, neither with a fault of the server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.full_app.bookkeeping import (
    change,
    findings,
    for_a_while,
    newest,
    preview,
    remove,
    statement,
    undo,
    without_book,
)
from tests.full_app.conftest import Household
from tests.threads import at_once

ROUNDS = 5
"""How often a race is run: who wins is not for us to say."""
Requests = list[tuple[str, str, dict[str, Any]]]


@pytest.fixture(scope="module")
def app(tidy_app: Flask) -> Flask:
    """The application on a database with few books."""
    return tidy_app


@pytest.fixture(scope="module")
def user(app: Flask) -> Household:
    """Somebody who opens a book for each race."""
    return without_book(app)


@pytest.fixture
def home(user: Household) -> Iterator[Household]:
    """A new book, which is gone afterwards."""
    with for_a_while(user) as home:
        yield home


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
    app: Flask, home: Household, race: Callable[[Household, int], Requests]
) -> None:
    found = []
    for number in range(ROUNDS):
        requests = race(home, number)

        def send(index: int, requests: Requests = requests) -> tuple[str, int]:
            method, path, body = requests[index]
            answer = home.ask(method, path, json=body, headers={"If-Match": "*"})
            return f"{method} {path}", answer.status_code

        found += at_once(len(requests), send)

    assert [answer for answer in found if answer[1] >= 500] == []
    assert findings(app) == []


def test_a_number_that_was_free_again_names_the_newer_row(app: Flask, home: Household) -> None:
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
