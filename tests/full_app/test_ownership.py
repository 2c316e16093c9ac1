"""Who may do what: every route of the API, asked by everybody."""

import re

import pytest
from account_book.models import Member
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.pool import QueuePool
from werkzeug.test import TestResponse

from tests.full_app.cast import ASKERS, PROGRAMS, UNKNOWN, Cast, assemble
from tests.full_app.cast import let_in as let_in
from tests.full_app.cast import user_id as user_id
from tests.full_app.conftest import Household, database_of
from tests.full_app.hostile import refusal, row_counts
from tests.full_app.routes import BOOK, ROUTES, of_api

OF_A_BOOK = [route for route in ROUTES if BOOK in route]
WITH_A_ROW = [route for route in ROUTES if re.search(r"(?<!book)_id>", route)]
WRITES = [route for route in OF_A_BOOK if ROUTES[route].level in {"editor", "owner"} and "GET " not in route]
NOTHING = 9 * 10**17
"""A number that no row has."""


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    """All who ask, and something to ask for."""
    return assemble(app)


def expected(route: str, asker: str) -> int | str:
    """Return the status or, for a refusal, what kind it is."""
    level, status, _ = ROUTES[route]
    level, in_person = level.removesuffix(", in person"), level.endswith("in person") or level == "owner"
    if level == "everybody":
        return status
    if asker in UNKNOWN:
        return "sign in"
    if asker in {"stranger", "token of another book"} and route in OF_A_BOOK:
        return "nothing here"
    if asker in PROGRAMS and in_person:
        return "not in scope"
    if asker == "token to read" and not route.startswith("GET "):
        return "not in scope"
    ranks = ("viewer", "editor", "owner")
    if asker in ranks and level in ranks and ranks.index(asker) < ranks.index(level):
        return "not in this role"
    return status


def got(response: TestResponse) -> int | str:
    """Return the status or, for a refusal, what kind it is; fail if it is none that is clear."""
    if response.status_code < 400:
        return response.status_code
    problem = refusal(response, response.status_code)
    challenge = response.headers.get("WWW-Authenticate")
    kinds = {
        (401, 'Bearer error="invalid_token"'): "sign in",
        (403, 'Bearer error="insufficient_scope"'): "not in scope",
        (403, None): "not in this role",
        (404, None): "nothing here",
    }
    return (
        "named a field"
        if "errors" in problem
        else kinds.get((response.status_code, challenge), response.text)
    )


def ask_by(method: str, cast: Cast, asker: str, route: str) -> TestResponse:
    """Send a right request by another method."""
    return cast.send({**cast.right(asker, route), "method": method})


def test_the_table_knows_every_route(app: Flask) -> None:
    assert of_api(app.url_map) == ROUTES.keys()


@pytest.mark.parametrize("route", ROUTES)
def test_everybody_gets_what_the_table_says(cast: Cast, route: str) -> None:
    answers = {asker: got(cast.ask(asker, route)) for asker in ASKERS}

    assert answers == {asker: expected(route, asker) for asker in ASKERS}


@pytest.mark.parametrize("asker", ["stranger", "viewer", "token to read", "token of another book"])
def test_a_right_request_of_who_may_not_changes_nothing(cast: Cast, asker: str) -> None:
    before = row_counts(cast.app)

    answers = [cast.ask(asker, route, kept=True) for route in WRITES]

    assert {answer.status_code for answer in answers} <= {403, 404}
    assert row_counts(cast.app) == before


def test_a_view_that_nobody_marked_is_answered_to_nobody(
    app: Flask, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(app.view_functions["api_books.list_books"], "rank")

    response = home.ask("GET", "/api/v1/books")

    refusal(response, 401)


@pytest.mark.parametrize("asker", ["nobody", "stranger", "owner", "token to read"])
def test_head_is_answered_as_get_without_the_body(cast: Cast, asker: str) -> None:
    reads = [route for route in ROUTES if route.startswith("GET ")]

    answers = {route: (cast.ask(asker, route), ask_by("HEAD", cast, asker, route)) for route in reads}

    assert {route: head.status_code for route, (_, head) in answers.items()} == {
        route: get.status_code for route, (get, _) in answers.items()
    }
    assert {head.data for _, head in answers.values()} == {b""}


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_an_export_that_nobody_reads_keeps_no_connection(app: Flask, home: Household, method: str) -> None:
    pool = database_of(app).engine.pool
    assert isinstance(pool, QueuePool)
    before = pool.checkedout()

    for path in ("export.csv", "export.json"):
        home.ask(method, path).close()

    assert pool.checkedout() == before


@pytest.mark.parametrize("asker", ["nobody", "stranger", "token of another book"])
def test_options_tell_nothing_to_those_outside(cast: Cast, asker: str) -> None:
    answers = {route: got(ask_by("OPTIONS", cast, asker, route)) for route in OF_A_BOOK}

    assert answers == dict.fromkeys(OF_A_BOOK, "sign in" if asker == "nobody" else "nothing here")


@pytest.mark.parametrize("route", OF_A_BOOK)
def test_somebody_elses_book_looks_like_none_at_all(cast: Cast, route: str) -> None:
    theirs, none = cast.ask("stranger", route), cast.ask("stranger", route, book_id=NOTHING)

    assert (theirs.status_code, theirs.data) == (none.status_code, none.data)


@pytest.mark.parametrize("route", WITH_A_ROW)
def test_anothers_row_is_not_found_in_ones_own_book(cast: Cast, route: str) -> None:
    name, before = re.findall(r"(\w+_id)>", route)[-1], row_counts(cast.app)

    theirs = cast.ask("stranger", route, kept=True, **{**cast.strangers, name: cast.rows["owner"][name]})
    none = cast.ask("stranger", route, **{**cast.strangers, name: NOTHING})

    refusal(theirs, 404)
    assert theirs.data == none.data
    assert row_counts(cast.app) == before


def test_members_see_and_write_the_same_book(app: Flask, home: Household) -> None:
    viewer, editor = let_in(app, home, "viewer"), let_in(app, home, "editor")

    entry = editor.spend(5_000)

    assert viewer.get(f"entries/{entry['id']}") == home.get(f"entries/{entry['id']}") == entry
    roles = [person.get(person.book)["role"] for person in (viewer, editor, home)]
    assert roles == ["viewer", "editor", "owner"]


def test_who_is_no_member_any_more_sees_nothing(app: Flask, home: Household) -> None:
    editor = let_in(app, home, "editor")
    before = editor.ask("GET", "entries")

    with database_of(app).writing() as connection:
        connection.execute(delete(Member).where(Member.user_id == user_id(editor), Member.role == "editor"))
        connection.commit()

    assert before.status_code == 200
    refusal(editor.ask("GET", "entries"), 404)
    assert home.book not in [f"/api/v1/books/{row['id']}" for row in editor.get("/api/v1/books")["items"]]
