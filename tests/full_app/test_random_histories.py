"""Whatever a household does: its books stay in order, and undoing all of it gives what was there before."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.full_app.bookkeeping import (
    exported,
    findings,
    for_a_while,
    groups,
    statement,
    undo,
    without_book,
)
from tests.full_app.conftest import Household

MEMOS = ("", "#하나", "#하나 #둘", "점심 #셋")


@pytest.fixture(scope="module")
def app(tidy_app: Flask) -> Flask:
    """The application on a database with few books."""
    return tidy_app


@pytest.fixture(scope="module")
def user(app: Flask) -> Household:
    """Somebody who opens a book for each history."""
    return without_book(app)


def tried(home: Household, method: str, path: str, **body: Any) -> TestResponse:
    """Send a request that may be refused, but never fail."""
    response = home.ask(method, path, json=body, headers={"If-Match": "*"})
    assert response.status_code < 500, response.text
    return response


def entry(home: Household, n: int) -> dict[str, Any]:
    """Return what the n-th entry says."""
    fields = {"kind": "expense", "day": f"2026-01-{n % 28 + 1:02}", "amount": n + 1, "memo": MEMOS[n % 4]}
    fields["account_id"] = home.accounts["bank" if n % 2 else "cash"]
    return fields | ({"category_id": home.categories["식비"]} if n % 3 else {})


def one_of(home: Household, rows: str, n: int) -> Any:
    """Return the n-th row of a list, going round; one that is not there, if it is empty."""
    items = home.get(rows)["items"]
    return items[n % len(items)] if items else {"id": 10**17, "version": 1}


def write(home: Household, n: int) -> None:
    tried(home, "POST", "entries", **entry(home, n))


def edit(home: Household, n: int) -> None:
    tried(home, "PATCH", f"entries/{one_of(home, 'entries', n)['id']}", amount=n + 7, memo=MEMOS[n % 3])


def join(home: Household, n: int) -> None:
    move = {"kind": "transfer", "category_id": None, "to_account_id": home.accounts["card"]}
    tried(home, "PATCH", f"entries/{one_of(home, 'entries', n)['id']}", **move)


def delete(home: Household, n: int) -> None:
    rows = ("entries", "categories", "rules", "recurring", "accounts", "entries")[n % 6]
    tried(home, "DELETE", f"{rows}/{one_of(home, rows, n)['id']}")


def batch(home: Household, n: int) -> None:
    first, second = (one_of(home, "entries", number) for number in (n, n + 1))
    edited = {"id": first["id"], "version": first["version"], "payee": "가게"}
    gone = {"id": second["id"], "version": second["version"]}
    tried(home, "POST", "entries/batch", create=[entry(home, n)] * 2, change=[edited], delete=[gone])


def name(home: Household, n: int) -> None:
    rows, kind = (("accounts", "cash"), ("categories", "expense"))[n % 2]
    tried(home, "POST", rows, name=f"새 이름 {n % 5}", kind=kind)


def rename(home: Household, n: int) -> None:
    rows = ("accounts", "categories")[n % 2]
    tried(home, "PATCH", f"{rows}/{one_of(home, rows, n)['id']}", name=f"새 이름 {n % 5}", position=n)


def archive(home: Household, n: int) -> None:
    rows = ("accounts", "categories")[n % 2]
    tried(home, "PATCH", f"{rows}/{one_of(home, rows, n)['id']}", archived=n % 4 < 3)


def nest(home: Household, n: int) -> None:
    child, parent = (one_of(home, "categories", number)["id"] for number in (n, n * 7 + 1))
    tried(home, "PATCH", f"categories/{child}", parent_id=parent if n % 3 else None)


def plan(home: Household, n: int) -> None:
    items = [{"category_id": one_of(home, "categories", n)["id"], "amount": n % 3 and n}]
    tried(home, "PUT", f"budgets/2026-0{n % 3 + 1}", items=items)


def unplan(home: Household, n: int) -> None:
    items = [{"category_id": one_of(home, "categories", n)["id"], "amount": None}]
    tried(home, "PUT", f"budgets/2026-0{n % 3 + 1}", items=items)


def rule(home: Household, n: int) -> None:
    body = {"contains": f"가게 {n % 3}", "category_id": one_of(home, "categories", n)["id"]}
    known = one_of(home, "rules", n)
    tried(home, *(("POST", "rules") if n % 2 else ("PATCH", f"rules/{known['id']}")), **body)


def repeat(home: Household, n: int) -> None:
    template = {"kind": "expense", "amount": n + 1, "account_id": home.accounts["bank"], "memo": MEMOS[n % 4]}
    tried(home, "POST", "recurring", every=("week", "month", "year")[n % 3], anchor="2199-01-31", **template)


def repeat_otherwise(home: Household, n: int) -> None:
    tried(home, "PATCH", f"recurring/{one_of(home, 'recurring', n)['id']}", anchor="2199-03-01", amount=n + 1)


def import_(home: Household, n: int) -> None:
    rows = [f"2026-01-{day + 1:02},가게 {day % 3},{day + 1}," for day in range(n % 5, n % 5 + 4)]
    rows.append(f"2026-01-{n % 28 + 1:02},이체,,{n + 1}")
    # An archived account takes none.
    found = home.upload(statement(*rows)).get_json()
    joined = [row["n"] for row in found.get("rows", []) if row["state"] == "transfer"]
    tried(home, "POST", f"imports/{found.get('id', 10**17)}/commit", transfers=joined)


def take_back(home: Household, n: int) -> None:
    tried(home, "DELETE", f"imports/{one_of(home, 'imports', n)['id']}")


def settle(home: Household, n: int) -> None:
    tried(home, "PATCH", home.book, name=f"가계부 {n % 3}", timezone=("Asia/Seoul", "UTC")[n % 2])


def undo_some(home: Household, n: int) -> None:
    known = groups(home)
    tried(home, "POST", "undo", group_id=known[n % len(known)])


DEEDS: list[Callable[[Household, int], None]] = [
    *(write, edit, join, delete, batch, name, rename, archive, nest, plan, unplan, rule, repeat),
    *(repeat_otherwise, import_, take_back, settle, undo_some),
]
# Writing more often than the rest, so that there is something to change.
histories = st.lists(st.tuples(st.sampled_from([*DEEDS, write, write]), st.integers(0, 99)), max_size=10)


# How long an example takes says nothing about whether it is right.
@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(deeds=histories)
def test_undoing_all_from_the_newest_on_gives_what_was_there_before(
    app: Flask, user: Household, deeds: list[tuple[Callable[[Household, int], None], int]]
) -> None:
    with for_a_while(user) as home:
        # What an entry refers to stays, also when the entry is undone.
        for account in home.accounts.values():
            home.spend(1, account_id=account, category_id=home.categories["식비"])
        before, known = exported(home), groups(home)
        for deed, n in deeds:
            deed(home, n)
            assert findings(app) == []

        for group in [group for group in groups(home) if group not in known]:
            response = undo(home, group)
            assert response.status_code == 200, response.text
            assert findings(app) == []

        assert exported(home) == before
