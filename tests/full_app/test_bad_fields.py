"""Fields that are wrong, missing or not known: each is named, and nothing is written."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.cast import Cast, assemble
from tests.full_app.hostile import OPTIONAL, WRONG, refusal, row_counts
from tests.full_app.routes import BOOK, WITH_JSON

_NAMES = {"name": "name", "currency": "currency", "timezone": "timezone"}
_TEMPLATE = {
    "kind": "choice",
    "amount": "amount",
    "account_id": "id",
    "to_account_id": "id or null",
    "to_amount": "amount or null",
    "category_id": "id or null",
    "payee": "text",
    "memo": "memo",
}
_RECURRING = {**_TEMPLATE, "every": "choice", "anchor": "day", "until": "day or null"}
_CATEGORY = {"name": "name", "parent_id": "id or null"}
# Of which kind the fields are; those of an entry alone have a test of their own.
FIELDS = {
    "POST /api/v1/auth/password": {"old_password": "password", "password": "password"},
    "POST /api/v1/tokens": {"name": "name", "scope": "choice", "book_id": "id or null", "days": "days"},
    "POST /api/v1/invites/accept": {"code": "code"},
    "POST /api/v1/books": _NAMES,
    f"PATCH {BOOK}": _NAMES,
    f"PATCH {BOOK}/members/<id:user_id>": {"role": "choice"},
    f"POST {BOOK}/invites": {"role": "choice", "days": "days"},
    f"POST {BOOK}/accounts": {
        "name": "name",
        "kind": "choice",
        "currency": "currency",
        "opening_balance": "balance",
    },
    f"PATCH {BOOK}/accounts/<id:account_id>": {
        "name": "name",
        "kind": "choice",
        "opening_balance": "balance",
        "position": "position",
        "archived": "boolean",
    },
    f"POST {BOOK}/categories": {**_CATEGORY, "kind": "choice"},
    f"PATCH {BOOK}/categories/<id:category_id>": {**_CATEGORY, "position": "position", "archived": "boolean"},
    f"POST {BOOK}/entries/batch": {
        **{"create.0.amount": "amount", "create.0.category_id": "id or null", "create.0.day": "day"},
        **{"change.0.amount": "amount", "change.0.memo": "memo", "change.0.kind": "choice"},
        **{"change.0.id": "id", "change.0.version": "id", "delete.0.id": "id", "delete.0.version": "id"},
        **dict.fromkeys(("create", "change", "delete"), "list"),
    },
    f"POST {BOOK}/undo": {"group_id": "group", "change_id": "id or null"},
    f"PUT {BOOK}/budgets/<month:month>": {
        "items": "list",
        "items.0.category_id": "id",
        "items.0.amount": "budget",
    },
    f"POST {BOOK}/recurring": _RECURRING,
    f"PATCH {BOOK}/recurring/<id:recurring_id>": _RECURRING,
    f"POST {BOOK}/rules": {"contains": "text", "category_id": "id"},
    f"PATCH {BOOK}/rules/<id:rule_id>": {"contains": "text", "category_id": "id"},
    f"PATCH {BOOK}/imports/<id:import_id>": {"roles": "list", "roles.0": "choice or null"},
    f"POST {BOOK}/imports/<id:import_id>/commit": {
        "rows": "list or null",
        "rows.0": "id",
        "transfers": "list",
        "categories": "list",
        "categories.0.n": "id",
        "categories.0.category_id": "id or null",
    },
}
# A book is not read field by field, and has tests of its own.
BODIES = [route for route in WITH_JSON if not route.endswith("import.json")]
NEEDED = {
    "POST /api/v1/auth/signup": ["email", "password"],
    "POST /api/v1/auth/login": ["email", "password"],
    "POST /api/v1/auth/refresh": ["refresh_token"],
    "POST /api/v1/auth/password": ["old_password", "password"],
    "POST /api/v1/tokens": ["name", "scope"],
    "POST /api/v1/invites/accept": ["code"],
    "POST /api/v1/books": ["name"],
    f"DELETE {BOOK}": ["name"],
    f"PATCH {BOOK}/members/<id:user_id>": ["role"],
    f"POST {BOOK}/accounts": ["name", "kind"],
    f"POST {BOOK}/categories": ["name", "kind"],
    f"POST {BOOK}/entries": ["kind", "amount", "account_id", "day"],
    f"PUT {BOOK}/entries/<id:entry_id>": ["kind", "amount", "account_id", "day"],
    f"POST {BOOK}/entries/batch": [
        *("create.0.kind", "create.0.amount", "create.0.account_id", "create.0.day"),
        *("change.0.id", "change.0.version", "delete.0.id", "delete.0.version"),
    ],
    f"POST {BOOK}/undo": ["group_id"],
    f"PUT {BOOK}/budgets/<month:month>": ["items", "items.0.category_id", "items.0.amount"],
    f"POST {BOOK}/recurring": ["kind", "amount", "account_id", "every", "anchor"],
    f"POST {BOOK}/rules": ["contains", "category_id"],
    f"PATCH {BOOK}/imports/<id:import_id>": ["roles"],
    f"POST {BOOK}/imports/<id:import_id>/commit": ["categories.0.n", "categories.0.category_id"],
}
UNKNOWN = ("user_id", "created_at", "deleted_at", "is_admin", "__class__", "hash", "Name", "name\0")
# None of these is known where the right body does not have it.
FORBIDDEN = {
    f"PATCH {BOOK}/accounts/<id:account_id>": ["id", "version", "currency", "balance", "import_seed"],
    f"PATCH {BOOK}/categories/<id:category_id>": ["id", "version", "kind", "archived_at"],
    f"PATCH {BOOK}/recurring/<id:recurring_id>": ["id", "version", "next_day", "created_by", "day"],
    f"PATCH {BOOK}/rules/<id:rule_id>": ["id", "version", "book_id"],
    f"PATCH {BOOK}/members/<id:user_id>": ["book_id", "nickname", "email"],
    f"PATCH {BOOK}": ["id", "version", "role"],
    f"POST {BOOK}/accounts": ["id", "book_id", "balance", "position", "archived"],
    f"POST {BOOK}/categories": ["id", "book_id", "position", "archived"],
    f"POST {BOOK}/invites": ["code", "expires_at", "used_by", "email"],
    "POST /api/v1/tokens": ["token", "jti", "use", "epoch", "expires_at"],
    "POST /api/v1/books": ["role", "id", "version"],
    "POST /api/v1/auth/login": ["use", "nickname"],
}


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    """All who ask, and something to ask for."""
    return assemble(app)


def inside(body: Any, place: str) -> tuple[Any, Any]:
    """Return what holds a place such as `items.0.amount`, and the last part of its name."""
    *above, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    for part in above:
        body = body[part]
    return body, last


def spoiled(body: Any, place: str, value: Any) -> Any:
    """Return a body with another value at a place."""
    changed = deepcopy(body)
    holder, last = inside(changed, place)
    holder[last] = value
    return changed


def without(body: Any, place: str) -> Any:
    """Return a body that lacks what is at a place."""
    changed = deepcopy(body)
    holder, last = inside(changed, place)
    del holder[last]
    return changed


def said(response: TestResponse) -> tuple[int, list[str]]:
    """Return the status and which fields are named."""
    problem = refusal(response, response.status_code)
    return response.status_code, list(problem.get("errors", {}))


@pytest.mark.parametrize(
    ("route", "place"),
    [
        pytest.param(route, place, id=f"{route}, {place}")
        for route, fields in FIELDS.items()
        for place in fields
    ],
)
def test_a_wrong_field_is_named_on_every_route(cast: Cast, route: str, place: str) -> None:
    right, before = cast.right("owner", route), row_counts(cast.app)
    values = (WRONG | OPTIONAL)[FIELDS[route][place]]

    answers = {
        name: cast.send({**right, "json": spoiled(right["json"], place, value)}, kept=True)
        for name, value in values.items()
    }

    assert {name: said(answer) for name, answer in answers.items()} == dict.fromkeys(values, (422, [place]))
    assert row_counts(cast.app) == before


@pytest.mark.parametrize("route", BODIES)
def test_a_field_that_is_not_known_is_named_on_every_route(cast: Cast, route: str) -> None:
    right, before = cast.right("owner", route), row_counts(cast.app)
    unknown = [f"{above}{name}" for above in objects(right["json"]) for name in UNKNOWN]
    unknown += FORBIDDEN.get(route, [])

    answers = [cast.send({**right, "json": spoiled(right["json"], place, 1)}, kept=True) for place in unknown]

    assert [said(answer) for answer in answers] == [(422, [place]) for place in unknown]
    assert row_counts(cast.app) == before


def objects(value: Any, above: str = "") -> Iterator[str]:
    """Yield what comes before the names of an object's fields, for each object in a body."""
    if isinstance(value, dict):
        yield above
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from objects(item, f"{above}{key}.")


@pytest.mark.parametrize("route", NEEDED)
def test_a_field_that_is_missing_is_named_on_every_route(cast: Cast, route: str) -> None:
    right, before = cast.right("owner", route), row_counts(cast.app)

    answers = {
        place: cast.send({**right, "json": without(right["json"], place)}, kept=True)
        for place in NEEDED[route]
    }

    assert {place: said(answer) for place, answer in answers.items()} == {
        place: (422, [place]) for place in NEEDED[route]
    }
    assert row_counts(cast.app) == before


@pytest.mark.parametrize(
    ("route", "items", "item", "named"),
    [
        pytest.param(
            f"PUT {BOOK}/budgets/<month:month>",
            "items",
            {"category_id": 1, "amount": 5},
            "items.1.category_id",
            id="two budgets",
        ),
        pytest.param(
            f"POST {BOOK}/imports/<id:import_id>/commit",
            "categories",
            {"n": 2, "category_id": None},
            "categories.1.n",
            id="two categories",
        ),
    ],
)
def test_what_a_request_says_twice_is_refused(
    cast: Cast, route: str, items: str, item: dict[str, Any], named: str
) -> None:
    right, before = cast.right("owner", route), row_counts(cast.app)

    response = cast.send({**right, "json": {items: [item, item]}}, kept=True)

    assert said(response) == (422, [named])
    assert row_counts(cast.app) == before
