"""Every route that writes leaves lines in the history: who changed what, before and after."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.full_app.bookkeeping import (
    budget,
    change,
    close,
    comes_again,
    exported,
    findings,
    for_a_while,
    log,
    member,
    newest,
    preview,
    remove,
    statement,
    undo,
    without_book,
)
from tests.full_app.conftest import Household
from tests.full_app.hostile import claims_of

BOOK = "/api/v1/books/<id:book_id>"
FAR = "2199-01-31"
# (kind, some columns before, some columns after); None where there was or is no row.
Line = tuple[str, dict[str, Any] | None, dict[str, Any] | None]
Told = tuple[Household, list[Line]]
SORTS = ["expense"] * 13 + ["income"] * 4


@pytest.fixture(scope="module")
def app(tidy_app: Flask) -> Flask:
    """The application on a database with few books."""
    return tidy_app


@pytest.fixture(scope="module")
def user(app: Flask) -> Household:
    """Somebody who opens a book for each route."""
    return without_book(app)


def new_book(home: Household, book_id: int, name: str) -> Told:
    """Return the book that somebody just made, and what a new book's history tells."""
    first: list[Line] = [("book", None, {"name": name}), ("member", None, {"role": "owner"})]
    accounts: list[Line] = [("account", None, {"kind": kind}) for kind in ("cash", "bank", "card")]
    categories: list[Line] = [
        ("category", None, {"kind": kind}) for kind in ["expense"] * 13 + ["income"] * 4
    ]
    return replace(home, book=f"/api/v1/books/{book_id}"), first + accounts + categories


def add_book(home: Household) -> Told:
    return new_book(home, home.post("/api/v1/books", name="Travel")["id"], "Travel")


def import_book(home: Household) -> Told:
    answer = home.ask(
        "POST", "/api/v1/books/import.json", data=exported(home), content_type="application/json"
    )
    return new_book(home, answer.get_json()["id"], "가계부")


def change_book(home: Household) -> Told:
    change(home, home.book, name="Travel")
    return home, [("book", {"name": "가계부", "version": 1}, {"name": "Travel", "version": 2})]


def add_account(home: Household) -> Told:
    home.post("accounts", name="Dollars", kind="bank", currency="USD", opening_balance=-5)
    return home, [("account", None, {"name": "Dollars", "currency": "USD", "opening_balance": -5})]


def change_account(home: Household) -> Told:
    change(home, f"accounts/{home.accounts['bank']}", opening_balance=7)
    return home, [("account", {"opening_balance": 0}, {"opening_balance": 7})]


def delete_account(home: Household) -> Told:
    remove(home, f"accounts/{home.accounts['bank']}")
    return home, [("account", {"name": "은행", "kind": "bank"}, None)]


def add_category(home: Household) -> Told:
    home.post("categories", name="간식", kind="expense", parent_id=home.categories["식비"])
    return home, [("category", None, {"name": "간식", "parent_id": home.categories["식비"]})]


def change_category(home: Household) -> Told:
    change(home, f"categories/{home.categories['외식']}", name="밖에서")
    return home, [("category", {"name": "외식"}, {"name": "밖에서"})]


def delete_category(home: Household) -> Told:
    remove(home, f"categories/{home.categories['외식']}")
    return home, [("category", {"name": "외식", "kind": "expense"}, None)]


def add_rule(home: Household) -> Told:
    home.post("rules", contains="김밥", category_id=home.categories["외식"])
    return home, [("rule", None, {"contains": "김밥", "category_id": home.categories["외식"]})]


def change_rule(home: Household) -> Told:
    add_rule(home)
    change(home, f"rules/{home.get('rules')['items'][0]['id']}", contains="국수")
    return home, [("rule", {"contains": "김밥"}, {"contains": "국수"})]


def delete_rule(home: Household) -> Told:
    add_rule(home)
    remove(home, f"rules/{home.get('rules')['items'][0]['id']}")
    return home, [("rule", {"contains": "김밥"}, None)]


def set_budgets(home: Household) -> Told:
    budget(home, "2026-01", {"식비": 5})
    budget(home, "2026-01", {"식비": None, "외식": 7})
    return home, [("budget", {"amount": 5}, {"amount": None}), ("budget", None, {"amount": 7})]


def add_recurring(home: Household) -> Told:
    comes_again(home, "month", FAR)
    return home, [("recurring", None, {"every": "month", "anchor": FAR, "next_day": FAR, "amount": 1_000})]


def change_recurring(home: Household) -> Told:
    change(home, f"recurring/{comes_again(home, 'month', FAR)['id']}", every="week")
    return home, [("recurring", {"every": "month"}, {"every": "week"})]


def delete_recurring(home: Household) -> Told:
    remove(home, f"recurring/{comes_again(home, 'month', FAR)['id']}")
    return home, [("recurring", {"next_day": FAR, "deleted_at": None}, {"next_day": None})]


def add_entry(home: Household) -> Told:
    home.spend(5, "2026-01-05", memo="#하나")
    return home, [("entry", None, {"amount": 5, "day": "2026-01-05", "memo": "#하나"})]


def replace_entry(home: Household) -> Told:
    entry = home.spend(5, memo="#하나")
    body = {"kind": "income", "day": "2026-01-06", "amount": 5, "account_id": home.accounts["bank"]}
    home.ask("PUT", f"entries/{entry['id']}", json=body, headers={"If-Match": "*"})
    after = {"kind": "income", "day": "2026-01-06", "memo": ""}
    return home, [("entry", {"kind": "expense", "day": "2026-01-05", "memo": "#하나"}, after)]


def change_entry(home: Household) -> Told:
    change(home, f"entries/{home.spend(5)['id']}", amount=7)
    return home, [("entry", {"amount": 5, "version": 1}, {"amount": 7, "version": 2})]


def delete_entry(home: Household) -> Told:
    remove(home, f"entries/{home.spend(5)['id']}")
    return home, [("entry", {"deleted_at": None, "version": 1}, {"version": 2})]


def write_batch(home: Household) -> Told:
    changed, gone = home.spend(1)["id"], home.spend(2)["id"]
    new = {"kind": "income", "day": "2026-01-06", "amount": 4, "account_id": home.accounts["bank"]}
    edit = {"id": changed, "version": 1, "amount": 3}
    home.post("entries/batch", create=[new], change=[edit], delete=[{"id": gone, "version": 1}])
    edited: Line = ("entry", {"amount": 1}, {"amount": 3})
    return home, [("entry", None, {"amount": 4}), edited, ("entry", {"deleted_at": None}, {"version": 2})]


def commit(home: Household) -> Told:
    home.spend(50_000, "2026-01-15", account_id=home.accounts["cash"])
    found = preview(home, statement("2026-01-15,이체,,50000", "2026-01-15,가게,1000,"))
    home.commit(found["id"], rows=[3], transfers=[2])
    joined: Line = (
        "entry",
        {"kind": "expense"},
        {"kind": "transfer", "to_account_id": home.accounts["bank"]},
    )
    return home, [("entry", None, {"amount": 1_000, "payee": "가게", "import_id": found["id"]}), joined]


def take_back(home: Household) -> Told:
    commit(home)
    remove(home, f"imports/{home.get('imports')['items'][0]['id']}")
    return home, [("entry", {"kind": "transfer"}, {"kind": "expense"}), ("entry", {"deleted_at": None}, {})]


def undo_changes(home: Household) -> Told:
    change_account(home)
    undo(home)
    return home, [("account", {"opening_balance": 7, "version": 2}, {"opening_balance": 0, "version": 3})]


def accept_invite(home: Household) -> Told:
    guest = member(home.client.application, home, "editor")
    return guest, [("member", None, {"role": "editor"})]


def change_role(home: Household) -> Told:
    guest, _ = accept_invite(home)
    answer = home.ask("PATCH", f"members/{user_id(guest)}", json={"role": "viewer"})
    assert answer.status_code == 200, answer.text
    return home, [("member", {"role": "editor"}, {"role": "viewer"})]


def remove_member(home: Household) -> Told:
    guest, _ = accept_invite(home)
    assert home.ask("DELETE", f"members/{user_id(guest)}").status_code == 204
    return home, [("member", {"role": "editor", "user_id": user_id(guest)}, None)]


WRITES: dict[str, Callable[[Household], Told]] = {
    "POST /api/v1/books": add_book,
    "POST /api/v1/books/import.json": import_book,
    "POST /api/v1/invites/accept": accept_invite,
    f"PATCH {BOOK}": change_book,
    f"POST {BOOK}/accounts": add_account,
    f"PATCH {BOOK}/accounts/<id:account_id>": change_account,
    f"DELETE {BOOK}/accounts/<id:account_id>": delete_account,
    f"POST {BOOK}/categories": add_category,
    f"PATCH {BOOK}/categories/<id:category_id>": change_category,
    f"DELETE {BOOK}/categories/<id:category_id>": delete_category,
    f"POST {BOOK}/rules": add_rule,
    f"PATCH {BOOK}/rules/<id:rule_id>": change_rule,
    f"DELETE {BOOK}/rules/<id:rule_id>": delete_rule,
    f"PUT {BOOK}/budgets/<month:month>": set_budgets,
    f"POST {BOOK}/recurring": add_recurring,
    f"PATCH {BOOK}/recurring/<id:recurring_id>": change_recurring,
    f"DELETE {BOOK}/recurring/<id:recurring_id>": delete_recurring,
    f"POST {BOOK}/entries": add_entry,
    f"PUT {BOOK}/entries/<id:entry_id>": replace_entry,
    f"PATCH {BOOK}/entries/<id:entry_id>": change_entry,
    f"DELETE {BOOK}/entries/<id:entry_id>": delete_entry,
    f"POST {BOOK}/entries/batch": write_batch,
    f"POST {BOOK}/imports/<id:import_id>/commit": commit,
    f"DELETE {BOOK}/imports/<id:import_id>": take_back,
    f"POST {BOOK}/undo": undo_changes,
    f"PATCH {BOOK}/members/<id:user_id>": change_role,
    f"DELETE {BOOK}/members/<id:user_id>": remove_member,
}
# What these write is not the book's: uploads and invites come to nothing until they are used.
WITHOUT_HISTORY = {
    f"DELETE {BOOK}",
    f"POST {BOOK}/imports",
    f"PATCH {BOOK}/imports/<id:import_id>",
    f"POST {BOOK}/invites",
    f"DELETE {BOOK}/invites/<id:invite_id>",
}


def user_id(home: Household) -> int:
    return int(claims_of(home.tokens["access_token"])["sub"])


def test_of_every_route_that_writes_it_is_decided_what_the_history_tells(app: Flask) -> None:
    routes = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
        if rule.rule.startswith(("/api/v1/books", "/api/v1/invites"))
    }

    assert routes == WRITES.keys() | WITHOUT_HISTORY


def told(line: Any, expected: Line) -> Line:
    """Return of a line's columns those that are expected."""
    _, before, after = expected
    picked = [
        row if row is None or some is None else {name: row.get(name) for name in some}
        for row, some in ((line["before"], before), (line["after"], after))
    ]
    return line["kind"], picked[0], picked[1]


@pytest.mark.parametrize("route", [pytest.param(route, id=route.replace("/api/v1", "")) for route in WRITES])
def test_what_a_route_changes_is_in_the_history_with_who_before_and_after(
    app: Flask, user: Household, route: str
) -> None:
    with for_a_while(user) as home:
        asker, expected = WRITES[route](home)
        lines = [line for line in reversed(log(asker)) if line["group_id"] == newest(asker)]
        # Replayed from nothing, the history gives the book.
        faults = findings(app)
        if asker.book != home.book:
            close(asker)

    assert [told(line, line_) for line, line_ in zip(lines, expected, strict=True)] == expected
    who = user_id(asker), asker.email.partition("@")[0]
    assert {(line["user_id"], line["nickname"]) for line in lines} == {who}
    assert faults == []
