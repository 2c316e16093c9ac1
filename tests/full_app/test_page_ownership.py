"""Who may see and send what: every page, asked by everybody."""

import io
import json
import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.cast import Cast, assemble, filled, nothing_kept, start, user_id
from tests.full_app.conftest import PASSWORD
from tests.full_app.hostile import claims_of, forge, row_counts
from tests.full_app.routes import SOON, STATEMENT, Row

BOOK = "/books/<id:book_id>"
SETTINGS = f"{BOOK}/settings"
_LISTS = "<any(accounts, categories, rules, recurring):section>"
_ORDERED = "<any(accounts, categories):section>"
_ACCOUNT = {"name": "x", "kind": "bank", "currency": "KRW", "opening_balance": "0"}
_ENTRY = {"kind": "expense", "day": "2026-01-05", "amount": "5"}
_NAMES = {"name": "새 이름", "currency": "KRW", "timezone": "Asia/Seoul"}


class Page(NamedTuple):
    """Who may ask, what they are answered, and what a right form holds."""

    level: str
    answer: int | str = 200
    form: Callable[[Row], dict[str, Any]] = lambda row: {}


def _file(name: str, content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def _statement(row: Row) -> dict[str, Any]:
    return {"file": _file("x.csv", STATEMENT), "account_id": str(row["account_id"])}


def _entry(row: Row) -> dict[str, Any]:
    return {**_ENTRY, "account_id": str(row["account_id"]), "version": "1"}


# A new page fails the tests until somebody has decided here.
PAGES = {
    "GET /login": Page("everybody"),
    "POST /login": Page("everybody", 302, lambda row: {"email": row["email"], "password": PASSWORD}),
    "GET /signup": Page("everybody"),
    "POST /signup": Page(
        "everybody", 302, lambda row: {"email": "a.right.page@example.com", "password": PASSWORD}
    ),
    "POST /language": Page("everybody", 302, lambda row: {"language": "en"}),
    "POST /logout": Page("user", "asked to sign in"),
    "GET /": Page("user", 302),
    "GET /books": Page("user"),
    "POST /books": Page("user", 302, lambda row: _NAMES),
    "POST /books/import": Page(
        "user", 302, lambda row: {"file": _file("x.json", json.dumps(row["export"]).encode())}
    ),
    "GET /you": Page("user"),
    "POST /you": Page("user", 302, lambda row: {"action": "profile", "nickname": "x", "language": "en"}),
    "GET /invites/<code>": Page("user"),
    "POST /invites/<code>": Page("user", 302),
    f"GET {BOOK}/you": Page("viewer"),
    f"POST {BOOK}/you": Page(
        "viewer", 302, lambda row: {"action": "profile", "nickname": "x", "language": "en"}
    ),
    f"GET {BOOK}/month": Page("viewer"),
    f"GET {BOOK}/entries": Page("viewer"),
    f"POST {BOOK}/entries": Page("editor", 302, _entry),
    f"POST {BOOK}/entries/batch": Page(
        "editor", 302, lambda row: {"entry": [f"{row['entry_id']}.1"], "new_category": "none"}
    ),
    f"GET {BOOK}/entries/<id:entry_id>": Page("viewer"),
    f"POST {BOOK}/entries/<id:entry_id>": Page("editor", 302, _entry),
    f"GET {BOOK}/history": Page("viewer"),
    f"POST {BOOK}/undo": Page("editor", 302, lambda row: {"group_id": row["group_id"]}),
    f"GET {BOOK}/budgets": Page("viewer"),
    f"POST {BOOK}/budgets/<month:month>": Page(
        "editor", 302, lambda row: {f"budget-{row['category_id']}": "5"}
    ),
    f"GET {BOOK}/reports/month": Page("viewer"),
    f"GET {BOOK}/reports/year": Page("viewer"),
    f"GET {BOOK}/reports/trend": Page("viewer"),
    f"GET {BOOK}/imports": Page("editor"),
    f"POST {BOOK}/imports": Page("editor", 302, _statement),
    f"GET {BOOK}/imports/<id:import_id>": Page("editor"),
    f"POST {BOOK}/imports/<id:import_id>": Page("editor", 302, lambda row: {"action": "commit"}),
    f"POST {BOOK}/imports/<id:import_id>/rules": Page("editor", 302),
    f"POST {BOOK}/imports/<id:import_id>/take-back": Page("editor", 302),
    f"GET {SETTINGS}": Page("viewer"),
    f"POST {SETTINGS}": Page("owner", 302, lambda row: {**_NAMES, "version": "1"}),
    f"POST {SETTINGS}/delete": Page("owner", 302, lambda row: {"typed_name": row["export"]["book"]["name"]}),
    f"GET {SETTINGS}/backup": Page("viewer"),
    f"GET {SETTINGS}/export.csv": Page("viewer"),
    f"GET {SETTINGS}/export.json": Page("viewer"),
    f"GET {SETTINGS}/{_LISTS}": Page("viewer"),
    f"POST {SETTINGS}/{_LISTS}": Page("editor", 302, lambda row: _ACCOUNT),
    f"GET {SETTINGS}/{_LISTS}/<id:row_id>": Page("editor"),
    f"POST {SETTINGS}/{_LISTS}/<id:row_id>": Page("editor", 302, lambda row: {**_ACCOUNT, "version": "1"}),
    f"POST {SETTINGS}/{_ORDERED}/order": Page("editor", 302, lambda row: {"up": str(row["account_id"])}),
    f"GET {SETTINGS}/members": Page("viewer"),
    # Who is no owner takes nobody out but himself.
    f"POST {SETTINGS}/members/<id:user_id>": Page("viewer", 302, lambda row: {"action": "remove"}),
    f"POST {SETTINGS}/members/invites": Page("owner", 200, lambda row: {"role": "viewer", "days": "1"}),
    f"POST {SETTINGS}/members/invites/<id:invite_id>": Page("owner", 302),
}
FORMS = [page for page in PAGES if page.startswith("POST ")]
OF_A_BOOK = [page for page in PAGES if BOOK in page]
WRITES = [page for page in FORMS if PAGES[page].level in {"editor", "owner"}]
WITH_A_ROW = [page for page in PAGES if re.search(r"(?<!book)_id>", page)]
UNKNOWN = ("nobody", "garbage", "expired token", "access token", "refresh token", "personal token")
ASKERS = (*UNKNOWN, "stranger", "viewer", "editor", "owner")
NOTHING = 9 * 10**17


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    """All who ask, and something to ask for; each with the cookie of a browser."""
    cast = assemble(app)
    owner = cast.people["owner"]
    cookies = {name: start(app, home, "browser") for name, home in cast.people.items()}
    past = {"exp": int((datetime.now(UTC) - timedelta(seconds=1)).timestamp())}
    cast.tokens = {
        **cookies,
        "garbage": "a.b.c",
        "expired token": forge({"alg": "HS256"}, claims_of(cookies["owner"]) | past),
        "access token": owner.tokens["access_token"],
        "refresh token": cast.tokens["refresh token"],
        "personal token": cast.tokens["token to write"],
    }
    return cast


def right(cast: Cast, asker: str, page: str, **names: Any) -> dict[str, Any]:
    """Return a right request of the owner's book, but for what it `names`, as the client takes it."""
    named, _, rule = page.partition(" ")
    row = {"section": "accounts", **cast.rows.get(asker, cast.rows["owner"])}
    # Rules are kept and entries taken back of what was committed.
    row |= {"import_id": row["committed_id"]} if page.endswith(("/rules", "/take-back")) else {}
    row = {**row, "row_id": row["account_id"], **names}
    form = {"data": PAGES[page].form(row)} if named == "POST" else {}
    cookie = {"Cookie": f"account_book={cast.tokens[asker]}"} if asker in cast.tokens else {}
    return {"path": filled(rule, row), "method": named, "headers": cookie, **form}


def send(cast: Cast, request: dict[str, Any], *, kept: bool = False, csrf: bool = False) -> TestResponse:
    """Send a request, without the token of the page that its form stands on."""
    unchecked = patch.dict(cast.app.config, {"WTF_CSRF_CHECK_DEFAULT": csrf})
    with unchecked, nullcontext() if kept else nothing_kept():
        return cast.people["owner"].client.open(**request, buffered=True)


def ask(cast: Cast, asker: str, page: str, **names: Any) -> TestResponse:
    """Send a right request, but for what it `names`; nothing that it does is kept."""
    return send(cast, right(cast, asker, page, **names))


def expected(page: str, asker: str) -> int | str:
    """Return the status or, for a refusal, what kind it is."""
    level, answer, _ = PAGES[page]
    if level == "everybody":
        return answer
    if asker in UNKNOWN:
        return "asked to sign in"
    if asker == "stranger" and page in OF_A_BOOK:
        return "nothing here"
    ranks = ("viewer", "editor", "owner")
    if asker in ranks and level in ranks and ranks.index(asker) < ranks.index(level):
        return "not in this role"
    return answer


def got(response: TestResponse) -> int | str:
    """Return the status or, for a refusal, what kind it is."""
    if response.status_code == 302 and urlsplit(response.headers["Location"]).path == "/login":
        return "asked to sign in"
    return {403: "not in this role", 404: "nothing here"}.get(response.status_code, response.status_code)


def test_the_table_knows_every_page(app: Flask) -> None:
    no_pages = ("/api/", "/docs", "/static/", "/healthz", "/openapi.json")
    pages = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith(no_pages)
    }

    assert pages == PAGES.keys()


@pytest.mark.parametrize("page", PAGES)
def test_everybody_gets_what_the_table_says(cast: Cast, page: str) -> None:
    answers = {asker: got(ask(cast, asker, page)) for asker in ASKERS}

    assert answers == {asker: expected(page, asker) for asker in ASKERS}


@pytest.mark.parametrize("asker", [*UNKNOWN, "stranger", "viewer"])
def test_a_right_form_of_who_may_not_changes_nothing(cast: Cast, asker: str) -> None:
    before = row_counts(cast.app)

    answers = [got(send(cast, right(cast, asker, page), kept=True)) for page in WRITES]

    assert set(answers) <= {"asked to sign in", "nothing here", "not in this role"}
    assert row_counts(cast.app) == before


@pytest.mark.parametrize("page", FORMS)
def test_a_form_without_the_token_of_its_page_is_not_taken(cast: Cast, page: str) -> None:
    before = row_counts(cast.app)

    response = send(cast, right(cast, "owner", page), kept=True, csrf=True)

    assert (response.status_code, response.mimetype) == (400, "text/html")
    assert row_counts(cast.app) == before


@pytest.mark.parametrize("page", OF_A_BOOK)
def test_somebody_elses_book_looks_like_none_at_all(cast: Cast, page: str) -> None:
    theirs, none = ask(cast, "stranger", page), ask(cast, "stranger", page, book_id=NOTHING)

    assert [got(theirs), got(none)] == ["nothing here"] * 2
    assert shown(theirs) == shown(none)


def shown(page: TestResponse) -> str:
    """Return a page without what is another one each time, and the address that was asked for."""
    return re.sub(r'name="(csrf_token|once)" value="[^"]+"', "", page.text).replace(page.request.path, "")


@pytest.mark.parametrize("page", WITH_A_ROW)
def test_anothers_row_is_not_found_in_ones_own_book(cast: Cast, page: str) -> None:
    name, before = re.findall(r"(\w+_id)>", page)[-1], row_counts(cast.app)
    committed = page.endswith(("/rules", "/take-back"))
    known = {"row_id": "account_id", "import_id": "committed_id" if committed else "import_id"}
    number = cast.rows["owner"][known.get(name, name)]

    theirs = send(cast, right(cast, "stranger", page, **{**cast.strangers, name: number}), kept=True)
    none = ask(cast, "stranger", page, **{**cast.strangers, name: NOTHING})

    assert [got(theirs), got(none)] == ["nothing here"] * 2
    assert row_counts(cast.app) == before


_ROW = f"{SETTINGS}/{_LISTS}"
_TOKEN = {"action": "token", "name": "x", "scope": "read", "days": "7"}
# What a form says otherwise, with a stranger's number in it, and in which list.
FORGED: dict[str, tuple[str, Callable[[Row], dict[str, Any]]]] = {
    "account": (f"POST {BOOK}/entries", lambda row: {"account_id": row["account_id"]}),
    "category": (f"POST {BOOK}/entries", lambda row: {"expense_category": row["category_id"]}),
    "where a transfer goes": (
        f"POST {BOOK}/entries",
        lambda row: {"kind": "transfer", "to_account_id": row["account_id"]},
    ),
    "account of an entry": (
        f"POST {BOOK}/entries/<id:entry_id>",
        lambda row: {"account_id": row["account_id"]},
    ),
    "entry of a batch": (f"POST {BOOK}/entries/batch", lambda row: {"entry": [f"{row['entry_id']}.1"]}),
    "entry to delete": (
        f"POST {BOOK}/entries/batch",
        lambda row: {"entry": [f"{row['entry_id']}.1"], "action": "delete"},
    ),
    "category of a batch": (f"POST {BOOK}/entries/batch", lambda row: {"new_category": row["category_id"]}),
    "changes to undo": (f"POST {BOOK}/undo", lambda row: {"group_id": row["group_id"]}),
    "change to undo": (f"POST {BOOK}/undo", lambda row: {"group_id": "", "change_id": row["change_id"]}),
    "account of a statement": (f"POST {BOOK}/imports", lambda row: {"account_id": row["account_id"]}),
    "parent of a category": (
        f"POST {_ROW}",
        lambda row: {"kind": "expense", "expense_parent": row["category_id"]},
    ),
    "category of a rule": (
        f"POST {_ROW}",
        lambda row: {"contains": "x", "category_id": row["category_id"]},
    ),
    "account of a recurring entry": (
        f"POST {_ROW}",
        lambda row: {**_ENTRY, "day": SOON, "every": "month", "account_id": row["account_id"]},
    ),
    "account to move": (f"POST {SETTINGS}/{_ORDERED}/order", lambda row: {"up": row["account_id"]}),
    "book of a token": (
        "POST /you",
        lambda row: {**_TOKEN, "book_id": row["book_id"]},
    ),
    "token to take back": ("POST /you", lambda row: {"action": "revoke", "token": row["token_id"]}),
}
_SECTIONS = {
    "parent of a category": "categories",
    "category of a rule": "rules",
    "account of a recurring entry": "recurring",
}


@pytest.mark.parametrize("forged", FORGED)
def test_anothers_number_inside_a_form_is_not_found(cast: Cast, forged: str) -> None:
    page, otherwise = FORGED[forged]
    request, before = (
        right(cast, "owner", page, section=_SECTIONS.get(forged, "accounts")),
        row_counts(cast.app),
    )

    response = send(cast, {**request, "data": request["data"] | otherwise(cast.strangers)}, kept=True)

    assert got(response) == "nothing here"
    assert row_counts(cast.app) == before


def test_a_budget_for_anothers_category_is_not_kept(cast: Cast) -> None:
    request, before = right(cast, "owner", f"POST {BOOK}/budgets/<month:month>"), row_counts(cast.app)

    send(cast, {**request, "data": {f"budget-{cast.strangers['category_id']}": "5"}}, kept=True)

    assert row_counts(cast.app) == before


@pytest.mark.parametrize("asker", ["nobody", "owner"])
def test_head_is_answered_as_get_without_the_body(cast: Cast, asker: str) -> None:
    reads = [page for page in PAGES if page.startswith("GET ")]

    answers = {
        page: (ask(cast, asker, page), send(cast, {**right(cast, asker, page), "method": "HEAD"}))
        for page in reads
    }

    assert {page: head.status_code for page, (_, head) in answers.items()} == {
        page: get.status_code for page, (get, _) in answers.items()
    }
    assert {head.data for _, head in answers.values()} == {b""}


@pytest.mark.parametrize("asker", ["viewer", "editor", "owner"])
def test_nobody_is_shown_a_form_that_they_may_not_send(cast: Cast, asker: str) -> None:
    pages = [page for page in OF_A_BOOK if page.startswith("GET ") and expected(page, asker) == 200]
    sections = ("accounts", "categories", "rules", "recurring")

    shown = {
        form
        for page in pages
        for section in (sections if page.endswith(_LISTS) else ["accounts"])
        for form in forms(ask(cast, asker, page, section=section))
    }

    adapter = cast.app.url_map.bind("localhost")
    asked = {action: adapter.match(action, method="POST", return_rule=True) for action in shown}
    assert [action for action, (rule, _) in asked.items() if not may_send(f"POST {rule}", asker)] == []
    others = {names["user_id"] for _, names in asked.values() if "user_id" in names}
    assert others <= {user_id(person) for name, person in cast.people.items() if asker in {name, "owner"}}


def may_send(page: str, asker: str) -> bool:
    """Say whether this form is taken of whoever is asking."""
    return expected(page, asker) != "not in this role"


def forms(page: TestResponse) -> set[str]:
    """Return where the forms of a page send what is typed into them."""
    found = re.findall(r'<form method="post"(?: action="([^"]*)")?|formaction="([^"]*)"', page.text)
    return {unescape(action or other or page.request.path).partition("?")[0] for action, other in found}
