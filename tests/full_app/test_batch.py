"""Batches over the API: up to 500 entries created, changed and deleted, all of them or none."""

from typing import Any

import pytest
from account_book.batch import MOST
from werkzeug.test import TestResponse

from tests.full_app.bookkeeping import exported, log, newest, undo
from tests.full_app.conftest import Household
from tests.threads import at_once


def new(home: Household, amount: int = 5, **fields: Any) -> dict[str, Any]:
    """Return an expense to create."""
    entry = {"kind": "expense", "day": "2026-01-05", "amount": amount, "account_id": home.accounts["bank"]}
    return {**entry, **fields}


def seen(entry: Any, **fields: Any) -> dict[str, Any]:
    """Return the number and the version of an entry, and what of it is to change."""
    return {"id": entry["id"], "version": entry["version"], **fields}


def send(home: Household, **body: Any) -> TestResponse:
    return home.ask("POST", "entries/batch", json=body)


def test_a_batch_does_what_single_requests_would(home: Household) -> None:
    kept, gone = home.spend(1, memo="#하나"), home.spend(2, memo="#둘")

    answer = home.post(
        "entries/batch",
        create=[new(home, 4, memo="#셋"), new(home, 8)],
        change=[seen(kept, amount=16, memo="#넷")],
        delete=[seen(gone)],
    )

    entries = home.get("entries")["items"]
    assert answer["deleted"] == 1
    assert answer["changed"] == [{**kept, "amount": 16, "memo": "#넷", "tags": ["넷"], "version": 2}]
    assert sorted(entries, key=lambda entry: int(entry["id"])) == answer["changed"] + answer["created"]
    tagged = {tag: len(home.get("entries", tag=tag)["items"]) for tag in ("하나", "둘", "셋", "넷")}
    assert tagged == {"하나": 0, "둘": 0, "셋": 1, "넷": 1}


def test_a_batch_is_one_group_of_the_history_and_undone_as_one(home: Household) -> None:
    kept, gone = home.spend(1), home.spend(2)
    before, lines = exported(home), len(log(home))

    home.post("entries/batch", create=[new(home)] * 3, change=[seen(kept, amount=9)], delete=[seen(gone)])
    group = newest(home)
    after = log(home)
    undo(home)

    assert [line["group_id"] for line in after[: len(after) - lines]] == [group] * 5
    assert exported(home) == before


def test_five_hundred_are_taken_with_long_memos(home: Household) -> None:
    # Korean takes three bytes a letter, so that the limit is on entries, not on bytes.
    home.post("entries/batch", create=[new(home, number + 1, memo="가" * 200) for number in range(MOST)])

    assert home.get("entries", limit=1)["sums"][0]["expense"] == MOST * (MOST + 1) // 2


@pytest.mark.parametrize(
    ("create", "change", "delete"),
    [
        pytest.param(0, 0, 0, id="nothing"),
        pytest.param(MOST + 1, 0, 0, id="one too many to create"),
        pytest.param(MOST - 1, 1, 1, id="one too many together"),
    ],
)
def test_a_batch_has_one_to_five_hundred(home: Household, create: int, change: int, delete: int) -> None:
    entry = home.spend(1)
    before = exported(home)

    response = send(
        home,
        create=[new(home)] * create,
        change=[seen(entry, amount=2)] * change,
        delete=[seen(entry)] * delete,
    )

    assert (response.status_code, "create" in response.get_json()["errors"]) == (422, True)
    assert exported(home) == before


def test_the_last_of_five_hundred_that_is_wrong_stops_all(home: Household) -> None:
    before, lines = exported(home), log(home)
    wrong = new(home, account_id=10**17)

    response = send(home, create=[new(home, memo="#하나")] * (MOST - 1) + [wrong])

    assert (response.status_code, list(response.get_json()["errors"])) == (
        404,
        [f"create.{MOST - 1}.account_id"],
    )
    assert (exported(home), log(home)) == (before, lines)
    assert home.get("entries", tag="하나")["items"] == []


@pytest.mark.parametrize(
    ("part", "fields", "status", "named"),
    [
        pytest.param("create", {"amount": 0}, 422, "create.3.amount", id="no amount"),
        pytest.param("create", {"amount": 1.5}, 422, "create.3.amount", id="half a won"),
        pytest.param("create", {"day": "2026-02-30"}, 422, "create.3.day", id="no such day"),
        pytest.param("create", {"user_id": 1}, 422, "create.3.user_id", id="a field that is none"),
        pytest.param(
            "create", {"kind": "transfer"}, 422, "create.3.to_account_id", id="a transfer to nowhere"
        ),
        pytest.param("create", {"category_id": 10**17}, 404, "create.3.category_id", id="no such category"),
        pytest.param("change", {"amount": 0}, 422, "change.3.amount", id="changed to no amount"),
        pytest.param("change", {"amount": None}, 422, "change.3.amount", id="changed to null"),
        pytest.param(
            "change", {"kind": "transfer"}, 422, "change.3.to_account_id", id="changed to go nowhere"
        ),
        pytest.param("change", {"category_id": 10**17}, 404, "change.3.category_id", id="changed to nothing"),
        pytest.param("change", {"version": 2}, 412, "change.3.version", id="an older version is changed"),
        pytest.param("change", {"id": 10**17}, 404, "change.3.id", id="what is changed is not there"),
        pytest.param("delete", {"version": 2}, 412, "delete.3.version", id="an older version is deleted"),
        pytest.param("delete", {"id": 10**17}, 404, "delete.3.id", id="what is deleted is not there"),
    ],
)
def test_what_is_wrong_is_named_by_its_place_and_stops_all(
    home: Household, part: str, fields: dict[str, Any], status: int, named: str
) -> None:
    entries = [home.spend(amount) for amount in (1, 2, 4, 8)]
    good = {
        "create": [new(home)] * 4,
        "change": [seen(entry, memo="#하나") for entry in entries],
        "delete": [seen(entry) for entry in entries],
    }[part]
    before, lines = exported(home), log(home)

    response = send(home, **{part: [*good[:3], {**good[3], **fields}]})

    assert (response.status_code, list(response.get_json()["errors"])) == (status, [named])
    assert (exported(home), log(home)) == (before, lines)


def test_a_stale_entry_comes_with_what_it_is_now(home: Household) -> None:
    entry = home.spend(1)
    home.post("entries/batch", change=[seen(entry, amount=2)])

    response = send(home, change=[seen(entry, amount=3)])

    assert (response.status_code, response.headers["ETag"]) == (412, '"2"')
    assert response.get_json()["current"] == {**entry, "amount": 2, "version": 2}


@pytest.mark.parametrize(
    ("change", "delete", "named"),
    [
        pytest.param([{"amount": 2}, {"amount": 3}], 0, "change.1.id", id="changed twice"),
        pytest.param([{"amount": 2}], 1, "delete.0.id", id="changed and deleted"),
        pytest.param([], 2, "delete.1.id", id="deleted twice"),
    ],
)
def test_an_entry_stands_once_in_a_batch(
    home: Household, change: list[dict[str, int]], delete: int, named: str
) -> None:
    entry = home.spend(1)
    before = exported(home)

    response = send(home, change=[seen(entry, **fields) for fields in change], delete=[seen(entry)] * delete)

    assert (response.status_code, list(response.get_json()["errors"])) == (404, [named])
    assert exported(home) == before


def test_entries_of_another_book_are_not_there(home: Household, stranger: Household) -> None:
    entry = stranger.spend(1)

    answers = [send(home, change=[seen(entry, amount=2)]), send(home, delete=[seen(entry)])]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert stranger.get("entries")["items"] == [entry]


def test_a_deleted_entry_is_not_there(home: Household) -> None:
    entry = home.spend(1)
    home.post("entries/batch", delete=[seen(entry)])

    answers = [send(home, change=[seen(entry, amount=2)]), send(home, delete=[seen(entry)])]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_of_parallel_batches_about_the_same_entries_one_wins(home: Household) -> None:
    entries = [home.spend(amount) for amount in range(1, 21)]

    def edit(number: int) -> int:
        # In any order; whoever comes second must wait, not hold what the first one needs.
        turned = entries[number:] + entries[:number]
        return send(home, change=[seen(entry, memo=f"#{number}") for entry in turned]).status_code

    statuses = at_once(8, edit)

    assert sorted(statuses) == [200] + [412] * 7
    assert len({entry["memo"] for entry in home.get("entries")["items"]}) == 1
