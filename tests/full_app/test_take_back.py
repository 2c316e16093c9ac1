"""Taking an import back over the API: entries go, what it joined is parted, its statement is new again."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.full_app.bookkeeping import (
    amounts,
    change,
    exported,
    findings,
    for_a_while,
    log,
    newest,
    preview,
    remove,
    statement,
    undo,
    without_book,
)
from tests.full_app.conftest import Household
from tests.threads import at_once

ROWS = ("2026-01-15,가게,1000,", "2026-01-16,버스,1500,", "2026-01-16,버스,1500,")
CONTENT = statement(*ROWS)


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


def latest(home: Household) -> str:
    """Return the path of the newest import."""
    return f"imports/{home.get('imports')['items'][0]['id']}"


def states(home: Household, content: bytes) -> list[str]:
    return [row["state"] for row in preview(home, content)["rows"]]


def joined(home: Household) -> Any:
    """Import the other side of a transfer and a purchase; return what the transfer was before."""
    ids = {"account_id": home.accounts["cash"], "category_id": home.categories["식비"]}
    other = home.spend(50_000, day="2026-01-15", payee="은행", **ids)
    found = preview(home, statement("2026-01-15,이체,,50000", "2026-01-15,가게,1000,"))
    home.commit(found["id"], rows=[3], transfers=[2])
    return other


def test_what_an_import_added_goes_and_all_else_stays(app: Flask, home: Household) -> None:
    home.spend(7, "2026-01-15", payee="가게")
    before = exported(home)
    home.take(CONTENT)

    remove(home, latest(home))

    assert exported(home) == before
    assert findings(app) == []


def test_the_list_of_imports_says_what_is_left_of_each(home: Household) -> None:
    home.take(CONTENT)
    home.take(statement("2026-02-01,가게,5,"))
    remove(home, f"entries/{home.get('entries')['items'][-1]['id']}")
    left = [(row["added"], row["entries"]) for row in home.get("imports")["items"]]

    remove(home, latest(home))

    assert left == [(1, 1), (3, 2)]
    assert [row["entries"] for row in home.get("imports")["items"]] == [0, 2]


def test_entries_that_were_edited_go_too(app: Flask, home: Household) -> None:
    home.take(CONTENT)
    for entry in home.get("entries")["items"][:2]:
        change(home, f"entries/{entry['id']}", amount=9, payee="다른 가게", memo="#하나")

    remove(home, latest(home))

    assert (amounts(home), home.get("entries", tag="하나")["items"]) == ([], [])
    assert findings(app) == []


def test_its_statement_can_be_imported_anew(home: Household) -> None:
    home.take(CONTENT)
    change(home, f"entries/{home.get('entries')['items'][0]['id']}", day="2026-03-01")
    remove(home, latest(home))

    shown = states(home, CONTENT)

    assert shown == ["new", "new", "new"]
    assert home.take(CONTENT) == {"added": 3, "skipped": 0}
    assert sorted(amounts(home)) == [1000, 1500, 1500]


def test_what_another_import_has_stays_known(home: Household) -> None:
    home.take(statement(*ROWS[:2]))
    home.take(CONTENT)

    remove(home, latest(home))

    assert states(home, CONTENT) == ["same", "same", "new"]


def test_a_joined_transfer_is_parted(app: Flask, home: Household) -> None:
    other = joined(home)

    remove(home, latest(home))

    (entry,) = home.get("entries")["items"]
    assert entry == {**other, "version": 3}
    assert states(home, statement("2026-01-15,이체,,50000")) == ["transfer"]
    assert findings(app) == []


def test_a_transfer_keeps_the_line_of_the_statement_it_came_from_first(home: Household) -> None:
    first, second = statement("2026-01-15,이체,50000,"), statement("2026-01-16,이체,,50000")
    home.take(first, "cash")
    home.commit(preview(home, second)["id"], transfers=[2])

    remove(home, latest(home))

    assert [row["state"] for row in preview(home, first, "cash")["rows"]] == ["same"]
    assert states(home, second) == ["transfer"]


def test_a_take_back_can_be_undone_and_done_again(app: Flask, home: Household) -> None:
    before = exported(home)
    joined(home)
    with_it = exported(home)
    path = latest(home)
    remove(home, path)
    without = exported(home)

    undo(home)
    undone, known = exported(home), states(home, statement("2026-01-15,가게,1000,"))
    remove(home, path)

    assert (undone, known) == (with_it, ["same"])
    assert exported(home) == without != before
    assert findings(app) == []


def test_an_import_is_taken_back_once(home: Household) -> None:
    home.take(CONTENT)
    path = latest(home)
    remove(home, path)
    before, lines = exported(home), log(home)

    response = home.ask("DELETE", path)

    assert (response.status_code, response.mimetype) == (409, "application/problem+json")
    assert (exported(home), log(home)) == (before, lines)


def a_joined_transfer_was_edited(home: Household) -> None:
    other = joined(home)
    change(home, f"entries/{other['id']}", memo="#하나")


def a_joined_transfer_was_deleted(home: Household) -> None:
    other = joined(home)
    remove(home, f"entries/{other['id']}")


@pytest.mark.parametrize("meanwhile", [a_joined_transfer_was_edited, a_joined_transfer_was_deleted])
def test_what_something_newer_touched_is_not_parted_and_all_stays(home: Household, meanwhile: Any) -> None:
    meanwhile(home)
    before, lines = exported(home), log(home)

    response = home.ask("DELETE", latest(home))

    assert (response.status_code, response.mimetype) == (409, "application/problem+json")
    assert (exported(home), log(home)) == (before, lines)


def test_an_upload_that_was_not_committed_is_forgotten(home: Household) -> None:
    found = preview(home, CONTENT)
    before = newest(home)

    remove(home, f"imports/{found['id']}")

    path = f"imports/{found['id']}"
    answers = [home.ask("GET", path), home.ask("POST", f"{path}/commit", json={}), home.ask("DELETE", path)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert newest(home) == before


def test_an_import_of_another_book_is_not_there(home: Household, user: Household) -> None:
    with for_a_while(user) as other:
        other.take(CONTENT)
        response = home.ask("DELETE", latest(other))
        left = amounts(other)

    assert (response.status_code, len(left)) == (404, 3)


def test_of_parallel_take_backs_one_wins(app: Flask, home: Household) -> None:
    joined(home)
    path = latest(home)

    statuses = at_once(8, lambda _: home.ask("DELETE", path).status_code)

    assert sorted(statuses) == [204] + [409] * 7
    assert amounts(home) == [50_000]
    assert findings(app) == []


def test_an_undone_import_frees_its_lines_too(home: Household) -> None:
    home.take(CONTENT)

    status = undo(home).status_code

    assert (status, states(home, CONTENT)) == (200, ["new", "new", "new"])
