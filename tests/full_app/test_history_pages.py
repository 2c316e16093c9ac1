"""The history of a book in words, and undoing what is in it, as a browser without JavaScript does it."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.cast import let_in
from tests.full_app.conftest import Household, sign_up
from tests.full_app.test_entry_pages import enter, main, text_of, undo_newest
from tests.full_app.test_pages import Browser, pages_of


@pytest.fixture
def browser(app: Flask, home: Household) -> Browser:
    """A browser that the owner of the book is signed in with."""
    return enter(app, home)


def history(browser: Browser, home: Household, **query: str) -> TestResponse:
    """Return the history page of the household's book."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return browser.get(f"{pages_of(home)}/history?{asked}")


def group_ids(page: TestResponse) -> list[str]:
    """Return the groups that a page offers to undo."""
    return re.findall(r'name="group_id" value="(\w+)"', page.text)


def undo(browser: Browser, home: Household, **fields: Any) -> TestResponse:
    """Send what an Undo button sends."""
    return browser.send(f"{pages_of(home)}/undo", shown_on=f"{pages_of(home)}/history", **fields)


def change(home: Household, path: str, **fields: Any) -> Any:
    """Change a row by the API, whatever its version."""
    response = home.ask("PATCH", path, json=fields, headers={"If-Match": "*"})
    assert response.status_code == 200, response.text
    return response.json


def test_what_a_request_changed_stands_together_newest_first(browser: Browser, home: Household) -> None:
    home.spend(5_000, payee="빵집")
    line = {"kind": "expense", "day": "2026-01-05", "amount": 1, "account_id": home.accounts["bank"]}
    home.post("entries/batch", create=[line] * 8)

    said = text_of(history(browser, home))

    assert said.count("Entry added") == 5 + 1
    assert said.index("and 3 more changes") < said.index("빵집 · −₩5,000")
    assert home.email.partition("@")[0] in said


def test_changes_of_all_kinds_of_rows_are_told_in_names_and_money(browser: Browser, home: Household) -> None:
    food, cash = home.categories["식비"], home.accounts["cash"]
    change(home, home.book, name="둘의 가계부")
    change(home, f"accounts/{cash}", opening_balance=5_000, archived=True)
    change(home, f"categories/{food}", name="먹거리", parent_id=home.categories["외식"])
    home.ask("PUT", "budgets/2026-02", json={"items": [{"category_id": food, "amount": 300_000}]})
    rule = home.post("rules", contains="빵", category_id=food)["id"]
    home.ask("DELETE", f"rules/{rule}", headers={"If-Match": "*"})
    rent = {"kind": "expense", "amount": 650_000, "account_id": home.accounts["bank"], "payee": "월세"}
    home.post("recurring", every="month", anchor="2099-01-31", **rent)

    said = text_of(history(browser, home))

    for words in (
        "Book changed: 우리집 가계부 Name: 우리집 가계부 → 둘의 가계부",
        "Account changed: 현금 Opening balance: ₩0 → ₩5,000 Archived: No → Yes",
        "Category changed: 식비 Name: 식비 → 먹거리 Below: – → 외식",
        "Budget added: 먹거리 · February 2026 · ₩300,000",
        "Rule added: 빵 · 먹거리",
        "Rule deleted: 빵 · 먹거리",
        "Recurring entry added: 월세 · −₩650,000",
    ):
        assert words in said, words


def test_what_was_removed_keeps_its_name_and_currency_in_the_history(
    browser: Browser, home: Household
) -> None:
    dollars = home.post("accounts", name="달러", kind="bank", currency="USD")["id"]
    home.post(
        "rules",
        contains="빵",
        category_id=(gone := home.post("categories", name="잠깐", kind="expense")["id"]),
    )
    rent = {"kind": "expense", "amount": 650, "account_id": dollars, "payee": "월세"}
    recurring = home.post("recurring", every="month", anchor="2099-01-31", **rent)["id"]
    change(home, f"recurring/{recurring}", account_id=home.accounts["bank"])
    change(home, f"rules/{home.get('rules')['items'][0]['id']}", category_id=home.categories["식비"])
    for path in (f"accounts/{dollars}", f"categories/{gone}"):
        home.ask("DELETE", path, headers={"If-Match": "*"})

    said = text_of(history(browser, home))

    assert "Account deleted: 달러" in said
    assert "월세 · −$6.50" in said
    assert "Category: 잠깐 → 식비" in said


def test_a_name_that_is_a_word_of_the_program_stays_as_it_was_written(
    browser: Browser, home: Household
) -> None:
    home.spend(1, payee="owner")
    home.post("categories", name="bank", kind="expense")

    said = text_of(history(browser, home))

    assert "owner · −₩1" in said
    assert "Category added: bank" in said


def test_text_from_outside_is_never_markup_in_the_history(browser: Browser, home: Household) -> None:
    home.spend(1, payee="<b>%(num)s</b>", memo="<script>")

    page = history(browser, home)

    assert "&lt;b&gt;%(num)s&lt;/b&gt;" in page.text
    assert "<b>%" not in page.text


def test_the_history_is_read_page_by_page(browser: Browser, home: Household) -> None:
    for amount in range(1, 25):
        home.spend(amount)

    first = history(browser, home)
    link = re.search(r'<a href="([^"]+)" rel="next">', first.text)
    assert link
    second = browser.get(unescape(link[1]))

    assert [len(group_ids(page)) for page in (first, second)] == [20, 4]
    assert not set(group_ids(first)) & set(group_ids(second))
    assert "First page" in second.text


def test_undo_goes_back_to_where_it_was_pressed_and_can_be_undone(browser: Browser, home: Household) -> None:
    home.spend(5_000, payee="빵집")
    page = history(browser, home)

    undone = undo_newest(browser, page)
    gone = home.get("entries")["items"]
    redone = undo_newest(browser, undone)

    assert undone.request.path == redone.request.path == f"{pages_of(home)}/history"
    assert "Undone. Undo" in text_of(undone)
    assert "Entry put back: " in text_of(redone)
    assert (gone, len(home.get("entries")["items"])) == ([], 1)


def test_undo_leads_to_no_other_server(browser: Browser, home: Household) -> None:
    home.spend(5_000)
    group = group_ids(history(browser, home))[0]

    page = undo(browser, home, group_id=group, next="//evil.example")

    assert page.request.path == f"{pages_of(home)}/history"


def test_an_undo_is_refused_for_something_newer_and_says_what(browser: Browser, home: Household) -> None:
    entry = home.spend(5_000, payee="빵집")
    change(home, f"entries/{entry['id']}", amount=6_000)
    newest, oldest = group_ids(history(browser, home))[:2]

    page = undo(browser, home, group_id=oldest)

    assert page.status_code == 409
    assert "Something newer changed this since." in text_of(page)
    assert re.search(r"Entry changed: [^·]+ · 빵집 · −₩5,000", text_of(page))
    assert group_ids(page)[0] == newest
    assert home.get(f"entries/{entry['id']}")["amount"] == 6_000


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"group_id": "0" * 32}, id="no such group"),
        pytest.param({"group_id": "x\0'; DROP TABLE"}, id="nonsense"),
        pytest.param({"change_id": "9" * 30}, id="no such number"),
    ],
)
def test_what_is_not_there_is_not_undone(browser: Browser, home: Household, fields: dict[str, str]) -> None:
    home.spend(5_000)

    page = undo(browser, home, **fields)

    assert page.status_code == 404
    assert "There is nothing here." in text_of(page)
    assert len(home.get("entries")["items"]) == 1


def test_a_change_in_somebody_elses_book_is_not_undone(
    app: Flask, browser: Browser, home: Household, stranger: Household
) -> None:
    stranger.spend(5_000)
    theirs = group_ids(history(enter(app, stranger), stranger))[0]

    page = undo(browser, home, group_id=theirs)

    assert page.status_code == 404
    assert len(stranger.get("entries")["items"]) == 1


def test_members_changes_are_told_and_not_offered_to_be_undone(app: Flask, home: Household) -> None:
    guest = sign_up(app)
    code = home.post("invites", role="viewer")["code"]
    guest.post("/api/v1/invites/accept", code=code)
    number = guest.get(home.book)["id"] and home.get("members")["items"][-1]["user_id"]
    home.ask("PATCH", f"members/{number}", json={"role": "editor"})
    browser = enter(app, home)

    page = history(browser, home)

    name = guest.email.partition("@")[0]
    assert f"Member added: {name}" in text_of(page)
    assert f"Member changed: {name} Role: Viewer → Editor" in text_of(page)
    assert group_ids(page) == []


def test_only_owners_are_offered_to_undo_changes_of_the_book(app: Flask, home: Household) -> None:
    change(home, home.book, name="새 이름")

    pages = [history(enter(app, who), home) for who in (home, let_in(app, home, "editor"))]

    assert [len(group_ids(page)) for page in pages] == [1, 0]


def test_a_viewer_reads_the_history_and_undoes_nothing(app: Flask, home: Household) -> None:
    home.spend(5_000, payee="빵집")
    group = group_ids(history(enter(app, home), home))[0]
    browser = enter(app, let_in(app, home, "viewer"))

    page = history(browser, home)
    sent = undo(browser, home, group_id=group)

    assert "빵집" in text_of(page)
    assert "<form" not in main(page)
    assert sent.status_code == 403
    assert len(home.get("entries")["items"]) == 1
