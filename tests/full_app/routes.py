"""Every route of the API: who may ask it, and a right request for it.

A new route fails the tests until somebody has decided here.
"""

import io
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.full_app.conftest import PASSWORD

BOOK = "/api/v1/books/<id:book_id>"
STATEMENT = "날짜,내용,출금액\n2026-01-05,가게,5000\n".encode()
# No day of a recurring entry is due while the tests run.
SOON = (date.today() + timedelta(days=40)).isoformat()
SEEN = {"If-Match": "*"}

Row = dict[str, Any]
"""What rows a right request names: `account_id` is an account's number, and so on."""


class Route(NamedTuple):
    """Who may ask, what they are answered, and what a right request holds besides its path."""

    level: str
    status: int = 200
    sent: Callable[[Row], dict[str, Any]] = lambda row: {}


def _entry(row: Row) -> dict[str, Any]:
    named = {"account_id": row["account_id"], "category_id": row["category_id"]}
    return {"kind": "expense", "day": "2026-01-05", "amount": 5, "payee": "가게", "memo": "#하나", **named}


def _recurring(row: Row) -> dict[str, Any]:
    template = {name: value for name, value in _entry(row).items() if name != "day"}
    return {**template, "every": "month", "anchor": SOON, "until": None}


def _batch(row: Row) -> dict[str, Any]:
    return {
        "create": [_entry(row)],
        "change": [{"id": row["entry_id"], "version": 1, "memo": "x"}],
        "delete": [{"id": row["second_entry_id"], "version": 1}],
    }


def _seen(**fields: Any) -> dict[str, Any]:
    return {"headers": SEEN, "json": fields}


def _upload(row: Row) -> dict[str, Any]:
    form = {"file": (io.BytesIO(STATEMENT), "x.csv"), "account_id": str(row["account_id"])}
    return {"data": form, "content_type": "multipart/form-data"}


ROUTES = {
    "POST /api/v1/auth/signup": Route(
        "everybody", 201, lambda row: {"json": {"email": "a.right.one@example.com", "password": PASSWORD}}
    ),
    "POST /api/v1/auth/login": Route(
        "everybody", 200, lambda row: {"json": {"email": row["email"], "password": PASSWORD}}
    ),
    "POST /api/v1/auth/refresh": Route(
        "everybody", 200, lambda row: {"json": {"refresh_token": row["refresh_token"]}}
    ),
    "POST /api/v1/auth/logout": Route("in person", 204),
    "POST /api/v1/auth/logout-all": Route("in person", 204),
    "POST /api/v1/auth/password": Route(
        "in person", 204, lambda row: {"json": {"old_password": PASSWORD, "password": f"{PASSWORD} too"}}
    ),
    "GET /api/v1/tokens": Route("in person"),
    "POST /api/v1/tokens": Route("in person", 201, lambda row: {"json": {"name": "x", "scope": "read"}}),
    "DELETE /api/v1/tokens/<token:token_id>": Route("in person", 204),
    "POST /api/v1/invites/accept": Route("in person", 200, lambda row: {"json": {"code": row["code"]}}),
    "GET /api/v1/books": Route("user"),
    "POST /api/v1/books": Route("in person", 201, lambda row: {"json": {"name": "가게"}}),
    "POST /api/v1/books/import.json": Route("in person", 201, lambda row: {"json": row["export"]}),
    f"GET {BOOK}": Route("viewer"),
    f"PATCH {BOOK}": Route("owner", 200, lambda row: _seen(name="새 이름")),
    f"DELETE {BOOK}": Route("owner", 204, lambda row: {"json": {"name": row["export"]["book"]["name"]}}),
    f"GET {BOOK}/members": Route("viewer"),
    f"PATCH {BOOK}/members/<id:user_id>": Route("owner", 200, lambda row: {"json": {"role": "viewer"}}),
    f"DELETE {BOOK}/members/<id:user_id>": Route("viewer, in person", 204),
    f"GET {BOOK}/invites": Route("owner"),
    f"POST {BOOK}/invites": Route("owner", 201, lambda row: {"json": {"role": "viewer", "days": 1}}),
    f"DELETE {BOOK}/invites/<id:invite_id>": Route("owner", 204),
    f"GET {BOOK}/accounts": Route("viewer"),
    f"POST {BOOK}/accounts": Route("editor", 201, lambda row: {"json": {"name": "x", "kind": "bank"}}),
    f"PATCH {BOOK}/accounts/<id:account_id>": Route("editor", 200, lambda row: _seen(name="x")),
    f"DELETE {BOOK}/accounts/<id:account_id>": Route("editor", 204, lambda row: {"headers": SEEN}),
    f"GET {BOOK}/categories": Route("viewer"),
    f"POST {BOOK}/categories": Route(
        "editor",
        201,
        lambda row: {"json": {"name": "x", "kind": "expense", "parent_id": row["category_id"]}},
    ),
    f"PATCH {BOOK}/categories/<id:category_id>": Route("editor", 200, lambda row: _seen(archived=True)),
    f"DELETE {BOOK}/categories/<id:category_id>": Route("editor", 204, lambda row: {"headers": SEEN}),
    f"GET {BOOK}/entries": Route("viewer"),
    f"POST {BOOK}/entries": Route("editor", 201, lambda row: {"json": _entry(row)}),
    f"POST {BOOK}/entries/batch": Route("editor", 200, lambda row: {"json": _batch(row)}),
    f"GET {BOOK}/entries/<id:entry_id>": Route("viewer"),
    f"GET {BOOK}/entries/<id:entry_id>/log": Route("viewer"),
    f"PUT {BOOK}/entries/<id:entry_id>": Route("editor", 200, lambda row: _seen(**_entry(row))),
    f"PATCH {BOOK}/entries/<id:entry_id>": Route("editor", 200, lambda row: _seen(memo="x")),
    f"DELETE {BOOK}/entries/<id:entry_id>": Route("editor", 204, lambda row: {"headers": SEEN}),
    f"GET {BOOK}/log": Route("viewer"),
    f"POST {BOOK}/undo": Route("editor", 200, lambda row: {"json": {"group_id": row["group_id"]}}),
    f"GET {BOOK}/budgets/<month:month>": Route("viewer"),
    f"PUT {BOOK}/budgets/<month:month>": Route(
        "editor",
        200,
        lambda row: {"json": {"items": [{"category_id": row["category_id"], "amount": 5}]}},
    ),
    f"GET {BOOK}/recurring": Route("viewer"),
    f"POST {BOOK}/recurring": Route("editor", 201, lambda row: {"json": _recurring(row)}),
    f"PATCH {BOOK}/recurring/<id:recurring_id>": Route("editor", 200, lambda row: _seen(amount=6)),
    f"DELETE {BOOK}/recurring/<id:recurring_id>": Route("editor", 204, lambda row: {"headers": SEEN}),
    f"GET {BOOK}/rules": Route("viewer"),
    f"POST {BOOK}/rules": Route(
        "editor", 201, lambda row: {"json": {"contains": "x", "category_id": row["category_id"]}}
    ),
    f"PATCH {BOOK}/rules/<id:rule_id>": Route("editor", 200, lambda row: _seen(contains="x")),
    f"DELETE {BOOK}/rules/<id:rule_id>": Route("editor", 204, lambda row: {"headers": SEEN}),
    f"GET {BOOK}/reports/month": Route("viewer"),
    f"GET {BOOK}/reports/year": Route("viewer"),
    f"GET {BOOK}/reports/trend": Route("viewer"),
    f"GET {BOOK}/export.csv": Route("viewer"),
    f"GET {BOOK}/export.json": Route("viewer"),
    f"GET {BOOK}/imports": Route("viewer"),
    f"POST {BOOK}/imports": Route("editor", 201, _upload),
    f"GET {BOOK}/imports/<id:import_id>": Route("editor"),
    f"PATCH {BOOK}/imports/<id:import_id>": Route(
        "editor", 200, lambda row: {"json": {"roles": ["day", "payee", "out"]}}
    ),
    f"DELETE {BOOK}/imports/<id:import_id>": Route("editor", 204),
    f"POST {BOOK}/imports/<id:import_id>/commit": Route(
        "editor",
        200,
        lambda row: {"json": {"rows": [2], "categories": [{"n": 2, "category_id": row["category_id"]}]}},
    ),
}

_SOMEBODY: Row = defaultdict(lambda: 1, export={"book": {"name": ""}})


def right_body(route: str) -> Any:
    """Return the JSON of a right request, with 1 for every number; None if it has none."""
    return ROUTES[route].sent(_SOMEBODY).get("json")


WITH_JSON = [route for route in ROUTES if right_body(route) is not None]
CONDITIONAL = [route for route, that in ROUTES.items() if "headers" in that.sent(_SOMEBODY)]
"""Those whose right request has an If-Match."""
IDEMPOTENT = [
    "POST /api/v1/books",
    *(f"POST {BOOK}/{name}" for name in ("accounts", "categories", "entries", "entries/batch")),
    *(f"POST {BOOK}/{name}" for name in ("undo", "recurring", "rules", "imports/<id:import_id>/commit")),
]
"""Those that an Idempotency-Key works on."""


def of_api(url_map: Any) -> set[str]:
    """Return the routes that the server has, written as in ROUTES."""
    return {
        f"{method} {rule.rule}"
        for rule in url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
