"""Undo over the API: whatever was done is undone as a whole, the undoing too, and nothing newer is lost."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.full_app.bookkeeping import (
    another_app,
    asked_in,
    budget,
    change,
    comes_again,
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
from tests.full_app.conftest import Household, database_of

FAR = "2199-01-31"


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


# What somebody does: all up to the yield was there before.
Deed = Callable[[Household], Iterator[None]]


def an_entry_is_written(home: Household) -> Iterator[None]:
    yield
    home.spend(1_000, memo="점심 #외식", payee="김밥나라", category_id=home.categories["외식"])


def an_entry_is_changed(home: Household) -> Iterator[None]:
    entry = home.spend(1_000, memo="#하나 #둘", payee="가게", category_id=home.categories["외식"])
    yield
    moved = {"kind": "transfer", "to_account_id": home.accounts["cash"], "category_id": None}
    change(home, f"entries/{entry['id']}", amount=2_000, day="2026-02-01", memo="#둘 #셋", payee="", **moved)


def an_entry_is_deleted(home: Household) -> Iterator[None]:
    entry = home.spend(1_000, memo="#하나")
    yield
    remove(home, f"entries/{entry['id']}")


def an_account_is_added(home: Household) -> Iterator[None]:
    yield
    home.post("accounts", name="Dollars", kind="other", currency="USD", opening_balance=-5)


def an_account_is_changed(home: Household) -> Iterator[None]:
    home.spend(1_000)
    yield
    fields = {"name": "통장", "kind": "card", "opening_balance": 7, "position": 9, "archived": True}
    change(home, f"accounts/{home.accounts['bank']}", **fields)


def an_account_is_deleted(home: Household) -> Iterator[None]:
    account = home.post("accounts", name="지갑", kind="cash", opening_balance=3)
    yield
    remove(home, f"accounts/{account['id']}")


def a_category_is_added(home: Household) -> Iterator[None]:
    yield
    home.post("categories", name="간식", kind="expense", parent_id=home.categories["식비"])


def a_category_is_changed(home: Household) -> Iterator[None]:
    yield
    fields = {"name": "밖에서", "parent_id": home.categories["식비"], "position": 40, "archived": True}
    change(home, f"categories/{home.categories['외식']}", **fields)


def a_category_is_deleted(home: Household) -> Iterator[None]:
    category = home.post("categories", name="간식", kind="expense", parent_id=home.categories["식비"])
    yield
    remove(home, f"categories/{category['id']}")


def a_rule_is_added(home: Household) -> Iterator[None]:
    yield
    home.post("rules", contains="김밥", category_id=home.categories["외식"])


def a_rule_is_changed(home: Household) -> Iterator[None]:
    rule = home.post("rules", contains="김밥", category_id=home.categories["외식"])
    yield
    change(home, f"rules/{rule['id']}", contains="국수", category_id=home.categories["식비"])


def a_rule_is_deleted(home: Household) -> Iterator[None]:
    rule = home.post("rules", contains="김밥", category_id=home.categories["외식"])
    yield
    remove(home, f"rules/{rule['id']}")


def budgets_are_set(home: Household) -> Iterator[None]:
    yield
    budget(home, "2026-01", {"식비": 300_000, "외식": 0})


def budgets_are_changed_and_ended(home: Household) -> Iterator[None]:
    budget(home, "2026-01", {"식비": 300_000, "외식": 0})
    yield
    budget(home, "2026-01", {"식비": 200_000, "외식": None})


def what_comes_again_is_added(home: Household) -> Iterator[None]:
    yield
    comes_again(home, "month", FAR, memo="#집세")


def what_comes_again_is_changed(home: Household) -> Iterator[None]:
    rent = comes_again(home, "month", FAR)
    yield
    change(home, f"recurring/{rent['id']}", every="week", anchor="2199-02-01", until="2199-12-31", amount=5)


def what_comes_again_is_deleted(home: Household) -> Iterator[None]:
    rent = comes_again(home, "month", FAR)
    yield
    remove(home, f"recurring/{rent['id']}")


def the_book_is_changed(home: Household) -> Iterator[None]:
    yield
    change(home, home.book, name="Travel", currency="USD", timezone="Europe/Berlin")


def a_batch_is_written(home: Household) -> Iterator[None]:
    changed, gone = (home.spend(amount, memo="#하나")["id"] for amount in (1, 2))
    yield
    new = {"kind": "income", "day": "2026-01-06", "amount": 4, "account_id": home.accounts["bank"]}
    edit = {"id": changed, "version": 1, "memo": "#둘"}
    home.post("entries/batch", create=[new, new], change=[edit], delete=[{"id": gone, "version": 1}])


def a_statement_is_imported(home: Household) -> Iterator[None]:
    home.spend(50_000, "2026-01-15", account_id=home.accounts["cash"], category_id=home.categories["식비"])
    yield
    found = preview(
        home, statement("2026-01-15,이체,,50000", "2026-01-15,가게,1000,", "2026-01-16,가게,2000,")
    )
    home.commit(found["id"], rows=[3, 4], transfers=[2])


def an_import_is_taken_back(home: Household) -> Iterator[None]:
    deed = a_statement_is_imported(home)
    list(deed)
    yield
    remove(home, f"imports/{home.get('imports')['items'][0]['id']}")


DEEDS = [
    pytest.param(deed, id=deed.__name__.replace("_", " "))
    for deed in (
        *(an_entry_is_written, an_entry_is_changed, an_entry_is_deleted),
        *(an_account_is_added, an_account_is_changed, an_account_is_deleted),
        *(a_category_is_added, a_category_is_changed, a_category_is_deleted),
        *(a_rule_is_added, a_rule_is_changed, a_rule_is_deleted),
        *(budgets_are_set, budgets_are_changed_and_ended),
        *(what_comes_again_is_added, what_comes_again_is_changed, what_comes_again_is_deleted),
        *(the_book_is_changed, a_batch_is_written, a_statement_is_imported, an_import_is_taken_back),
    )
]


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_done_is_undone_redone_and_undone_again(app: Flask, home: Household, deed: Deed) -> None:
    steps = deed(home)
    next(steps)
    before = exported(home)
    next(steps, None)
    after = exported(home)

    states = []
    for _ in range(3):
        assert undo(home).status_code == 200
        states.append(exported(home))

    assert before != after
    assert states == [before, after, before]
    assert findings(app) == []


def test_an_undo_says_how_many_rows_it_touched_and_how_to_undo_it(home: Household) -> None:
    list(a_batch_is_written(home))

    answer = undo(home).get_json()

    assert answer == {"undone": 4, "group_id": newest(home)}


def test_an_entry_is_found_by_the_tags_it_has_again(home: Household) -> None:
    list(an_entry_is_changed(home))

    undo(home)

    assert {tag: len(home.get("entries", tag=tag)["items"]) for tag in ("하나", "둘", "셋")} == {
        "하나": 1,
        "둘": 1,
        "셋": 0,
    }


def test_what_was_changed_step_by_step_goes_back_step_by_step(home: Household) -> None:
    entry = home.spend(1)
    made = [newest(home)]
    for amount in (2, 3):
        change(home, f"entries/{entry['id']}", amount=amount)
        made.append(newest(home))

    seen = []
    for group in reversed(made):
        assert undo(home, group).status_code == 200
        seen.append([item["amount"] for item in home.get("entries")["items"]])

    assert seen == [[2], [1], []]


def test_one_change_of_a_group_can_be_undone_alone(home: Household) -> None:
    list(a_batch_is_written(home))
    line = next(line for line in log(home) if line["after"].get("deleted_at"))

    answer = home.post("undo", change_id=line["id"])

    assert answer["undone"] == 1
    assert sorted(item["amount"] for item in home.get("entries")["items"]) == [1, 2, 4, 4]


def test_what_was_done_before_a_restart_is_undone_after_it(app: Flask, home: Household) -> None:
    steps = a_batch_is_written(home)
    next(steps)
    before = exported(home)
    next(steps, None)

    restarted = another_app(database_of(app).engine.url.render_as_string(hide_password=False))
    status = undo(asked_in(restarted, home)).status_code
    database_of(restarted).engine.dispose()

    assert (status, exported(home)) == (200, before)
