"""What cannot be undone: where something newer, or a role, forbids it, all stays as it was."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.full_app.bookkeeping import (
    change,
    exported,
    findings,
    for_a_while,
    log,
    member,
    newest,
    remove,
    statement,
    undo,
    without_book,
)
from tests.full_app.conftest import Household
from tests.full_app.test_undo import (
    Deed,
    a_batch_is_written,
    a_rule_is_deleted,
    an_account_is_added,
    an_entry_is_written,
    the_book_is_changed,
)
from tests.threads import at_once


@pytest.fixture(scope="module")
def app(tidy_app: Flask) -> Flask:
    """The application on a database with few books."""
    return tidy_app


@pytest.fixture(scope="module")
def user(app: Flask) -> Household:
    """Somebody who opens a book for each test."""
    return without_book(app)


@pytest.fixture
def home(user: Household) -> Iterator[Household]:
    """A new book, which is gone afterwards."""
    with for_a_while(user) as home:
        yield home


def refused(home: Household, group_id: str) -> int:
    """Return with which status an undo was refused, which must have changed nothing."""
    before, lines = exported(home), log(home)
    status = undo(home, group_id).status_code
    assert (exported(home), log(home)) == (before, lines)
    return status


def the_entry_was_changed_again(home: Household) -> str:
    entry = home.spend(1)
    change(home, f"entries/{entry['id']}", amount=2)
    group = newest(home)
    change(home, f"entries/{entry['id']}", amount=3)
    return group


def one_of_the_batch_was_changed_again(home: Household) -> str:
    list(a_batch_is_written(home))
    group = newest(home)
    change(home, f"entries/{home.get('entries')['items'][0]['id']}", amount=9)
    return group


def the_new_entry_was_deleted(home: Household) -> str:
    entry = home.spend(1)
    group = newest(home)
    remove(home, f"entries/{entry['id']}")
    return group


def it_was_undone_already(home: Household) -> str:
    home.spend(1)
    group = newest(home)
    undo(home, group)
    return group


def the_former_name_was_taken(home: Household) -> str:
    change(home, f"accounts/{home.accounts['bank']}", name="통장")
    group = newest(home)
    home.post("accounts", name="은행", kind="bank")
    return group


def the_name_of_the_deleted_category_was_taken(home: Household) -> str:
    remove(home, f"categories/{home.categories['외식']}")
    group = newest(home)
    home.post("categories", name="외식", kind="expense")
    return group


def the_new_account_is_in_use(home: Household) -> str:
    account = home.post("accounts", name="지갑", kind="cash")
    group = newest(home)
    home.spend(1, account_id=account["id"])
    return group


def the_former_parent_has_a_parent(home: Household) -> str:
    a, b, c = (home.post("categories", name=name, kind="expense")["id"] for name in "abc")
    change(home, f"categories/{a}", parent_id=b)
    change(home, f"categories/{a}", parent_id=None)
    group = newest(home)
    change(home, f"categories/{b}", parent_id=c)
    return group


def the_statement_was_imported_again(home: Household) -> str:
    content = statement("2026-01-15,가게,1000,")
    home.take(content)
    remove(home, f"imports/{home.get('imports')['items'][0]['id']}")
    group = newest(home)
    home.take(content)
    return group


OBSTACLES = [
    pytest.param(obstacle, id=obstacle.__name__.replace("_", " "))
    for obstacle in (
        *(the_entry_was_changed_again, one_of_the_batch_was_changed_again, the_new_entry_was_deleted),
        *(it_was_undone_already, the_former_name_was_taken, the_name_of_the_deleted_category_was_taken),
        *(the_new_account_is_in_use, the_former_parent_has_a_parent, the_statement_was_imported_again),
    )
]


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_an_undo_that_something_newer_forbids_changes_nothing(
    home: Household, obstacle: Callable[[Household], str]
) -> None:
    group = obstacle(home)

    assert refused(home, group) == 409


def test_who_is_a_member_is_not_undone(app: Flask, home: Household) -> None:
    member(app, home, "editor")

    assert refused(home, newest(home)) == 409


@pytest.mark.parametrize(
    ("role", "deed", "status"),
    [
        pytest.param("viewer", an_entry_is_written, 403, id="a viewer undoes nothing"),
        pytest.param("editor", an_entry_is_written, 200, id="an editor undoes what an owner wrote"),
        pytest.param("editor", the_book_is_changed, 403, id="an editor does not undo settings of the book"),
        pytest.param("owner", the_book_is_changed, 200, id="an owner undoes settings of the book"),
    ],
)
def test_an_undo_needs_the_role_that_the_change_needed(
    app: Flask, home: Household, role: str, deed: Deed, status: int
) -> None:
    guest = member(app, home, role)
    list(deed(home))

    assert undo(guest).status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({}, 422, id="nothing is named"),
        pytest.param({"group_id": "a", "change_id": 1}, 422, id="both are named"),
        pytest.param({"group_id": "0" * 32}, 404, id="no such group"),
        pytest.param({"change_id": 10**17}, 404, id="no such change"),
    ],
)
def test_an_undo_names_one_thing_that_is_there(home: Household, body: dict[str, Any], status: int) -> None:
    response = home.ask("POST", "undo", json=body)

    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_the_history_of_another_book_cannot_be_undone(user: Household, home: Household) -> None:
    with for_a_while(user) as other:
        other.spend(1)
        status = undo(home, newest(other)).status_code
        left = len(other.get("entries")["items"])

    assert (status, left) == (404, 1)


@pytest.mark.parametrize("deed", [an_entry_is_written, an_account_is_added, a_rule_is_deleted])
def test_of_parallel_undos_of_one_group_one_wins(app: Flask, home: Household, deed: Deed) -> None:
    list(deed(home))
    group = newest(home)

    statuses = at_once(8, lambda _: undo(home, group).status_code)

    assert sorted(statuses) == [200] + [409] * 7
    assert findings(app) == []
