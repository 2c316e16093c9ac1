"""Idempotency keys over the API: sent again, a request is done once, and has the answer that it had."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from account_book.idempotency import KEPT
from account_book.models import Idempotency
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from tests.full_app.bookkeeping import (
    another_app,
    asked_in,
    change,
    exported,
    log,
    member,
    newest,
    preview,
    remove,
    statement,
)
from tests.full_app.conftest import Household, Server, database_of
from tests.full_app.hostile import claims_of
from tests.full_app.test_main_job import Client
from tests.threads import at_once

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


def keyed(home: Household, path: str, body: dict[str, Any], key: str = KEY) -> TestResponse:
    """Send a POST with an Idempotency-Key."""
    return home.ask("POST", path, json=body, headers={"Idempotency-Key": key})


def entry(home: Household, amount: int = 1_000) -> dict[str, Any]:
    return {
        "kind": "expense",
        "day": "2026-01-05",
        "amount": amount,
        "account_id": home.accounts["bank"],
        "memo": "#하나",
    }


def told(response: TestResponse) -> tuple[Any, ...]:
    """Return what a client sees of an answer."""
    headers = [response.headers.get(name) for name in ("Content-Type", "Location", "ETag", "Cache-Control")]
    return response.status_code, response.data, *headers


def an_undo(home: Household) -> tuple[str, dict[str, Any]]:
    home.spend(1)
    return "undo", {"group_id": newest(home)}


def a_commit(home: Household) -> tuple[str, dict[str, Any]]:
    found = preview(home, statement("2026-01-15,가게,1000,"))
    return f"imports/{found['id']}/commit", {"categories": [{"n": 2, "category_id": home.categories["식비"]}]}


def a_plan(home: Household) -> tuple[str, dict[str, Any]]:
    template = {"kind": "expense", "amount": 5, "account_id": home.accounts["bank"]}
    return "recurring", {"every": "month", "anchor": "2199-01-31", **template}


REQUESTS: dict[str, Callable[[Household], tuple[str, dict[str, Any]]]] = {
    "an entry": lambda home: ("entries", entry(home)),
    "a batch": lambda home: ("entries/batch", {"create": [entry(home), entry(home)]}),
    "an account": lambda _: ("accounts", {"name": "지갑", "kind": "cash"}),
    "a category": lambda _: ("categories", {"name": "간식", "kind": "expense"}),
    "a rule": lambda home: ("rules", {"contains": "김밥", "category_id": home.categories["외식"]}),
    "a recurring entry": a_plan,
    "an import": a_commit,
    "an undo": an_undo,
    "a book": lambda _: ("/api/v1/books", {"name": "Travel"}),
}


def test_every_post_of_the_api_that_takes_a_key_is_tried_here(app: Flask) -> None:
    marked = [name for name, view in app.view_functions.items() if hasattr(view, "idempotent")]

    assert len(marked) == len(REQUESTS)


@pytest.mark.parametrize("request_", [pytest.param(make, id=name) for name, make in REQUESTS.items()])
def test_sent_again_it_is_done_once_and_answered_the_same(
    home: Household, request_: Callable[[Household], tuple[str, dict[str, Any]]]
) -> None:
    path, body = request_(home)
    first = keyed(home, path, body)
    state = (exported(home), len(log(home)), len(home.get("/api/v1/books")["items"]))

    second = keyed(home, path, body)

    assert first.status_code in {200, 201}
    assert told(second) == told(first)
    assert (exported(home), len(log(home)), len(home.get("/api/v1/books")["items"])) == state


def test_of_fifty_at_once_one_is_written_and_all_have_its_answer(home: Household) -> None:
    answers = at_once(50, lambda _: told(keyed(home, "entries", entry(home))))

    (item,) = home.get("entries")["items"]
    assert len(set(answers)) == 1
    assert (answers[0][0], answers[0][3]) == (201, f"{home.book}/entries/{item['id']}")


@pytest.mark.server
def test_of_fifty_at_once_the_real_server_writes_one(server: Server) -> None:
    client = Client(server.url)
    account = client.accounts()["은행"]["id"]
    client.headers["Idempotency-Key"] = KEY
    body = {"kind": "expense", "day": "2026-01-05", "amount": 1_000, "account_id": account}

    answers = at_once(50, lambda _: client.post(f"{client.book}/entries", **body))

    assert client.ask("GET", f"{client.book}/entries")["items"] == [answers[0]]
    assert answers == answers[:1] * 50


def test_of_fifty_at_once_with_bodies_of_their_own_one_wins(home: Household) -> None:
    statuses = at_once(50, lambda number: keyed(home, "entries", entry(home, number + 1)).status_code)

    assert sorted(statuses) == [201] + [422] * 49
    assert len(home.get("entries")["items"]) == 1


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        pytest.param("entries", {"amount": 2_000}, id="another amount"),
        pytest.param("entries", {"memo": ""}, id="a field less"),
        pytest.param("recurring", {}, id="another route"),
    ],
)
def test_the_key_of_another_request_is_refused(home: Household, path: str, fields: dict[str, Any]) -> None:
    keyed(home, "entries", entry(home))
    before = exported(home)

    response = keyed(home, path, {**entry(home), **fields} if fields else a_plan(home)[1])

    assert (response.status_code, list(response.get_json()["errors"])) == (422, ["Idempotency-Key"])
    assert exported(home) == before


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        pytest.param({"amount": 0}, 422, id="a wrong field"),
        pytest.param({"account_id": 10**17}, 404, id="an account that is not there"),
        pytest.param({"kind": "transfer"}, 422, id="no sense"),
    ],
)
def test_a_request_that_failed_leaves_its_key_free(
    home: Household, wrong: dict[str, Any], status: int
) -> None:
    failed = keyed(home, "entries", {**entry(home), **wrong})

    again = keyed(home, "entries", entry(home))

    assert (failed.status_code, again.status_code) == (status, 201)
    assert len(home.get("entries")["items"]) == 1


def test_what_was_refused_is_tried_anew_with_its_key(home: Household) -> None:
    path = f"accounts/{home.accounts['bank']}"
    change(home, path, archived=True)
    refused = keyed(home, "entries", entry(home)).status_code

    change(home, path, archived=False)

    assert (refused, keyed(home, "entries", entry(home)).status_code) == (422, 201)


def test_two_people_may_have_the_same_key(app: Flask, home: Household, stranger: Household) -> None:
    guest = member(app, home, "editor")

    answers = [keyed(one, "entries", entry(one)) for one in (home, guest, stranger)]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert (len(home.get("entries")["items"]), len(stranger.get("entries")["items"])) == (2, 1)


def test_a_key_opens_nothing_to_who_may_not_write_any_more(app: Flask, home: Household) -> None:
    guest = member(app, home, "editor")
    keyed(guest, "entries", entry(home))
    path = f"members/{user_id(guest)}"

    home.ask("PATCH", path, json={"role": "viewer"})
    viewer = keyed(guest, "entries", entry(home))
    remove(home, path)
    nobody = keyed(guest, "entries", entry(home))

    assert (viewer.status_code, nobody.status_code) == (403, 404)


def test_the_answer_is_kept_though_the_entry_is_gone_and_the_server_another(
    app: Flask, home: Household
) -> None:
    first = keyed(home, "entries", entry(home))
    remove(home, f"entries/{first.get_json()['id']}")
    restarted = another_app(database_of(app).engine.url.render_as_string(hide_password=False))

    second = keyed(asked_in(restarted, home), "entries", entry(home))
    database_of(restarted).engine.dispose()

    assert told(second) == told(first)
    assert home.get("entries")["items"] == []


def user_id(home: Household) -> int:
    return int(claims_of(home.tokens["access_token"])["sub"])


def keys_of(app: Flask, home: Household) -> int:
    """Return how many keys of a user are kept."""
    mine = select(func.count()).where(Idempotency.user_id == user_id(home))
    with database_of(app).reading() as connection:
        return connection.scalar(mine) or 0


def let_pass(app: Flask, home: Household, time: timedelta) -> None:
    """Let the keys of a user be so much older."""
    with database_of(app).writing() as connection:
        mine = Idempotency.user_id == user_id(home)
        (created_at,) = connection.scalars(select(Idempotency.created_at).where(mine))
        connection.execute(update(Idempotency).where(mine).values(created_at=created_at - time))
        connection.commit()


@pytest.mark.parametrize(
    ("time", "entries"),
    [
        pytest.param(KEPT - timedelta(minutes=5), 1, id="nearly two days later"),
        pytest.param(KEPT, 2, id="two days later"),
    ],
)
def test_a_key_is_kept_for_two_days(app: Flask, home: Household, time: timedelta, entries: int) -> None:
    keyed(home, "entries", entry(home))

    let_pass(app, home, time)
    keyed(home, "entries", entry(home))

    assert timedelta(hours=48) == KEPT
    assert len(home.get("entries")["items"]) == entries


def test_old_keys_do_not_pile_up(app: Flask, home: Household) -> None:
    keyed(home, "entries", entry(home), "1")

    let_pass(app, home, KEPT)
    keyed(home, "entries", entry(home), "2")

    assert keys_of(app, home) == 1


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="empty"),
        pytest.param("x" * 201, id="too long"),
        pytest.param("a b", id="a blank"),
        pytest.param("caf\u00e9", id="not ASCII"),
    ],
)
def test_a_key_that_is_none_is_refused(app: Flask, home: Household, key: str) -> None:
    response = keyed(home, "entries", entry(home), key)

    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert (home.get("entries")["items"], keys_of(app, home)) == ([], 0)


def test_keys_differ_by_a_letters_case(home: Household) -> None:
    statuses = [keyed(home, "entries", entry(home), key).status_code for key in ("key", "KEY")]

    assert (statuses, len(home.get("entries")["items"])) == ([201, 201], 2)


def test_without_a_key_equal_requests_are_two(home: Household) -> None:
    for _ in range(2):
        home.post("entries", **entry(home))

    assert len(home.get("entries")["items"]) == 2
