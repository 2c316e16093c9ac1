"""Who may do what: a table of all routes, and what a stranger's numbers get inside of a request."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from account_book.models import Member
from account_book.users import Signer
from flask import Flask
from sqlalchemy import delete, insert
from sqlalchemy.pool import QueuePool
from werkzeug.test import TestResponse

from tests.full_app.conftest import Household, database_of, sign_up
from tests.full_app.hostile import claims_of, forge, refusal, row_counts

BOOK = "/api/v1/books/<id:book_id>"

# A new route fails the tests until somebody has decided here who may ask it.
ROUTES = {
    "POST /api/v1/auth/signup": "everybody",
    "POST /api/v1/auth/login": "everybody",
    "POST /api/v1/auth/refresh": "everybody",
    "POST /api/v1/auth/logout": "user",
    "GET /api/v1/books": "user",
    f"GET {BOOK}": "viewer",
    f"GET {BOOK}/accounts": "viewer",
    f"POST {BOOK}/accounts": "editor",
    f"GET {BOOK}/categories": "viewer",
    f"POST {BOOK}/categories": "editor",
    f"GET {BOOK}/entries": "viewer",
    f"POST {BOOK}/entries": "editor",
    f"GET {BOOK}/entries/<id:entry_id>": "viewer",
    f"PUT {BOOK}/entries/<id:entry_id>": "editor",
    f"PATCH {BOOK}/entries/<id:entry_id>": "editor",
    f"DELETE {BOOK}/entries/<id:entry_id>": "editor",
    f"GET {BOOK}/reports/month": "viewer",
    f"GET {BOOK}/export.csv": "viewer",
    f"GET {BOOK}/export.json": "viewer",
    f"POST {BOOK}/imports": "editor",
    f"GET {BOOK}/imports/<id:import_id>": "editor",
    f"PATCH {BOOK}/imports/<id:import_id>": "editor",
    f"POST {BOOK}/imports/<id:import_id>/commit": "editor",
}
ASKERS = ("nobody", "expired token", "refresh token", "stranger", "viewer", "editor", "owner")
PASSES = {200, 201, 204, 400, 409, 412, 413, 415, 422, 428}
"""Answers to somebody who may ask: done, or not for another reason."""


def expected(level: str, asker: str) -> set[int]:
    """Return the statuses that this asker may get from a route of this level."""
    if level == "everybody":
        return PASSES
    if asker in {"nobody", "expired token", "refresh token"}:
        return {401}
    if level == "user":
        return PASSES
    if asker == "stranger":
        return {404}
    ranks = ("viewer", "editor", "owner")
    return PASSES if ranks.index(asker) >= ranks.index(level) else {403}


@dataclass
class Cast:
    """A book, with somebody for every column of the table."""

    app: Flask
    people: dict[str, Household]
    entry_id: int
    import_id: int

    def token(self, asker: str) -> str | None:
        """Return a new token, for a log-out voids those that were there."""
        if asker == "nobody":
            return None
        home = self.people.get(asker, self.people["owner"])
        refresh = start(self.app, home)
        signer: Signer = self.app.extensions["account_book.signer"]
        if asker == "refresh token":
            return refresh
        access = signer.access(refresh)
        past = {"exp": int((datetime.now(UTC) - timedelta(seconds=1)).timestamp())}
        return forge({"alg": "HS256"}, claims_of(access) | past) if asker == "expired token" else access

    def ask(self, asker: str, route: str, method: str | None = None) -> TestResponse:
        """Send a request that would change nothing even if it were let in."""
        named, _, rule = route.partition(" ")
        book_id = self.people["owner"].book.rpartition("/")[2]
        numbers = {"book_id": book_id, "entry_id": self.entry_id, "import_id": self.import_id}
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(numbers[found[1]]), rule)
        token = self.token(asker)
        return self.people["owner"].client.open(
            path,
            method=method or named,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            json=None if named == "GET" else {"nonsense": True},
        )


def user_id(home: Household) -> int:
    """Return the number of a user."""
    return int(claims_of(home.tokens["access_token"])["sub"])


def start(app: Flask, home: Household) -> str:
    """Return the refresh token of a new log-in."""
    signer: Signer = app.extensions["account_book.signer"]
    with database_of(app).writing() as connection:
        token = signer.start(connection, user_id(home), "refresh")
        connection.commit()
    return token


def let_in(app: Flask, owner: Household, role: str) -> Household:
    """Make somebody a member of the owner's book, and return him as one who asks about that book."""
    member = sign_up(app)
    book_id = int(owner.book.rpartition("/")[2])
    with database_of(app).writing() as connection:
        connection.execute(insert(Member), {"book_id": book_id, "user_id": user_id(member), "role": role})
        connection.commit()
    member.book, member.accounts, member.categories = owner.book, owner.accounts, owner.categories
    return member


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    """All who ask, and something to ask for."""
    owner = sign_up(app)
    people = {"owner": owner, "stranger": sign_up(app)}
    people |= {role: let_in(app, owner, role) for role in ("viewer", "editor")}
    upload = owner.upload(STATEMENT).get_json()
    return Cast(app, people, owner.spend(1_000)["id"], upload["id"])


STATEMENT = "날짜,내용,출금액\n2026-01-05,가게,5000\n".encode()


def test_the_table_knows_every_route(app: Flask) -> None:
    routes = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }

    assert routes == ROUTES.keys()


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("route", ROUTES)
def test_everybody_gets_what_the_table_says(cast: Cast, route: str, asker: str) -> None:
    response = cast.ask(asker, route)

    allowed = expected(ROUTES[route], asker)
    assert response.status_code in allowed, response.text
    if allowed != PASSES:
        assert "errors" not in refusal(response, response.status_code)


def test_a_view_that_nobody_marked_is_answered_to_nobody(
    app: Flask, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(app.view_functions["api_books.list_books"], "rank")

    response = home.ask("GET", "/api/v1/books")

    refusal(response, 401)


@pytest.mark.parametrize("asker", ASKERS)
def test_head_is_answered_as_get_without_the_body(cast: Cast, asker: str) -> None:
    reads = [route for route in ROUTES if route.startswith("GET ")]

    answers = {route: (cast.ask(asker, route), cast.ask(asker, route, "HEAD")) for route in reads}

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


@pytest.mark.parametrize("asker", ["nobody", "expired token", "refresh token", "stranger"])
def test_options_tell_nothing_to_those_outside(cast: Cast, asker: str) -> None:
    guarded = [route for route, level in ROUTES.items() if level in {"viewer", "editor"}]

    statuses = {route: cast.ask(asker, route, "OPTIONS").status_code for route in guarded}

    assert statuses == dict.fromkeys(guarded, 404 if asker == "stranger" else 401)


def test_somebody_elses_rows_look_like_none_at_all(cast: Cast) -> None:
    stranger, owner = cast.people["stranger"], cast.people["owner"]
    nothing = "9" * 18

    pairs = [
        (stranger.ask("GET", owner.book), stranger.ask("GET", f"/api/v1/books/{nothing}")),
        (stranger.ask("GET", f"entries/{cast.entry_id}"), stranger.ask("GET", f"entries/{nothing}")),
    ]

    assert [(theirs.status_code, theirs.data) for theirs, _ in pairs] == [
        (none.status_code, none.data) for _, none in pairs
    ]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "entries/{entry}", id="read an entry"),
        pytest.param("PUT", "entries/{entry}", id="replace an entry"),
        pytest.param("PATCH", "entries/{entry}", id="change an entry"),
        pytest.param("DELETE", "entries/{entry}", id="delete an entry"),
        pytest.param("GET", "imports/{statement}", id="read an import"),
        pytest.param("PATCH", "imports/{statement}", id="change an import"),
        pytest.param("POST", "imports/{statement}/commit", id="commit an import"),
    ],
)
def test_anothers_row_is_not_found_in_ones_own_book(cast: Cast, method: str, path: str) -> None:
    stranger, owner = cast.people["stranger"], cast.people["owner"]
    before = row_counts(cast.app), owner.get("entries"), owner.get(f"imports/{cast.import_id}")
    entry = {"kind": "income", "day": "2026-01-01", "amount": 1, "account_id": stranger.accounts["bank"]}
    body = {
        "PUT": entry,
        "PATCH": {"memo": "x"} if "entry" in path else {"roles": ["day", "payee", "out"]},
        "POST": {},
    }

    response = stranger.ask(
        method,
        path.format(entry=cast.entry_id, statement=cast.import_id),
        json=body.get(method),
        headers={"If-Match": "*"},
    )

    refusal(response, 404)
    assert (row_counts(cast.app), owner.get("entries"), owner.get(f"imports/{cast.import_id}")) == before


@pytest.mark.parametrize(
    ("field", "rest"),
    [
        pytest.param("account_id", {}, id="account of an expense"),
        pytest.param("account_id", {"kind": "transfer", "to_account_id": "own"}, id="account of a transfer"),
        pytest.param("to_account_id", {"kind": "transfer"}, id="where a transfer goes"),
        pytest.param("to_account_id", {}, id="account that no expense has"),
        pytest.param("category_id", {}, id="category"),
    ],
)
@pytest.mark.parametrize("whose", ["stranger", "nobody"])
def test_anothers_number_inside_an_entry_is_not_found(
    cast: Cast, stranger: Household, field: str, rest: dict[str, Any], whose: str
) -> None:
    home = cast.people["owner"]
    theirs = {"category_id": stranger.categories["식비"]}.get(field, stranger.accounts["bank"])
    entry = {"kind": "expense", "day": "2026-01-05", "amount": 5, "account_id": home.accounts["bank"]}
    entry |= {name: home.accounts["cash"] if value == "own" else value for name, value in rest.items()}
    entry[field] = theirs if whose == "stranger" else 10**17
    path, before = f"entries/{cast.entry_id}", (row_counts(cast.app), home.get("entries"))

    answers = [
        home.ask("POST", "entries", json=entry),
        home.ask("PUT", path, json=entry, headers={"If-Match": "*"}),
        home.ask("PATCH", path, json={field: entry[field], **entry}, headers={"If-Match": "*"}),
    ]

    assert [list(refusal(answer, 404)["errors"]) for answer in answers] == [[field]] * 3
    assert (row_counts(cast.app), home.get("entries")) == before


def test_a_statement_is_not_taken_for_anothers_account(cast: Cast, stranger: Household) -> None:
    home, before = cast.people["owner"], row_counts(cast.app)
    form = {"file": (io.BytesIO(STATEMENT), "x.csv"), "account_id": str(stranger.accounts["bank"])}

    response = home.ask("POST", "imports", data=form, content_type="multipart/form-data")

    assert list(refusal(response, 404)["errors"]) == ["account_id"]
    assert row_counts(cast.app) == before


def test_what_others_write_is_in_no_list_sum_or_export(home: Household, stranger: Household) -> None:
    stranger.spend(77_777, payee="남의 가게", memo="#남의일", category_id=stranger.categories["식비"])
    stranger.post("accounts", name="남의 통장", kind="bank")
    stranger.post("categories", name="남의 분류", kind="expense")
    paths = ("entries", "accounts", "categories", "reports/month?month=2026-01", "export.csv", "export.json")

    texts = [home.ask("GET", path).text for path in (*paths, "/api/v1/books")]

    assert [text for text in texts if "남의" in text or "77777" in text] == []
    assert stranger.book not in [f"/api/v1/books/{row['id']}" for row in home.get("/api/v1/books")["items"]]


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


def test_a_cursor_of_another_book_leads_nowhere(home: Household, stranger: Household) -> None:
    for household in (home, home, stranger, stranger):
        household.spend(5)
    cursor = stranger.get("entries", limit=1)["next"]

    response = home.ask("GET", "entries", query_string={"cursor": cursor})

    assert list(refusal(response, 400)["errors"]) == ["cursor"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("POST", "entries", id="write an entry"),
        pytest.param("PUT", "entries/{entry}", id="replace an entry"),
        pytest.param("PATCH", "entries/{entry}", id="change an entry"),
        pytest.param("DELETE", "entries/{entry}", id="delete an entry"),
        pytest.param("POST", "accounts", id="add an account"),
        pytest.param("POST", "categories", id="add a category"),
        pytest.param("POST", "imports/{statement}/commit", id="commit an import"),
    ],
)
def test_a_viewer_changes_nothing_with_a_request_that_is_right(cast: Cast, method: str, path: str) -> None:
    viewer, owner = cast.people["viewer"], cast.people["owner"]
    before = row_counts(cast.app), owner.get("entries")
    entry = {"kind": "income", "day": "2026-01-01", "amount": 1, "account_id": owner.accounts["bank"]}
    body = {"accounts": {"name": "x", "kind": "cash"}, "categories": {"name": "x", "kind": "income"}}

    response = viewer.ask(
        method,
        path.format(entry=cast.entry_id, statement=cast.import_id),
        json=body.get(path, {} if "imports" in path else entry),
        headers={"If-Match": "*"},
    )

    refusal(response, 403)
    assert (row_counts(cast.app), owner.get("entries")) == before


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
