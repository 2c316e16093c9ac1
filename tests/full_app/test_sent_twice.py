"""A form that comes twice, as after a double click or a reload of the page that failed: it is saved once."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.bookkeeping import amounts, exported
from tests.full_app.conftest import Household, sign_up
from tests.full_app.test_entry_pages import enter
from tests.full_app.test_pages import Browser, pages_of
from tests.threads import at_once

SAVED = "This is saved already."


@pytest.fixture
def browser(app: Flask, home: Household) -> Browser:
    """A browser that the owner of the book is signed in with."""
    return enter(app, home)


def form(browser: Browser, home: Household, amount: str = "4,500") -> dict[str, str]:
    """Return the form for a new entry as it is shown once and filled in."""
    hidden = browser.hidden(f"{pages_of(home)}/month")
    fields = {"kind": "expense", "day": "2026-01-05", "amount": amount, "payee": "", "memo": ""}
    return {**hidden, **fields, "account_id": str(home.accounts["bank"])}


def send(browser: Browser, home: Household, sent: dict[str, str], path: str = "entries") -> TestResponse:
    referrer = {"Referer": f"http://localhost{pages_of(home)}/month"}
    headers = {**browser.headers, **referrer}
    return browser.client.post(f"{pages_of(home)}/{path}", data=sent, headers=headers, follow_redirects=True)


def test_a_form_that_is_sent_twice_is_saved_once_and_says_so(browser: Browser, home: Household) -> None:
    sent = form(browser, home)

    first, second = send(browser, home, sent), send(browser, home, sent)

    assert amounts(home) == [4_500]
    assert (first.status_code, SAVED in first.text) == (200, False)
    assert (second.status_code, second.request.path) == (200, f"{pages_of(home)}/month")
    assert SAVED in second.text


def test_two_clicks_at_the_same_moment_save_once(app: Flask, browser: Browser, home: Household) -> None:
    sent = form(browser, home)
    cookies = [browser.client.get_cookie(name) for name in ("account_book", "session")]

    def click(_number: int) -> int:
        client = app.test_client()
        for cookie in cookies:
            assert cookie
            client.set_cookie(cookie.key, cookie.value)
        return client.post(f"{pages_of(home)}/entries", data=sent).status_code

    assert at_once(8, click) == [302] * 8
    assert amounts(home) == [4_500]


def test_what_was_changed_after_going_back_is_another_entry(browser: Browser, home: Household) -> None:
    sent = form(browser, home)
    send(browser, home, sent)

    send(browser, home, {**sent, "amount": "700"})

    assert sorted(amounts(home)) == [700, 4_500]


def test_the_same_entry_from_a_page_that_was_loaded_anew_is_another_one(
    browser: Browser, home: Household
) -> None:
    send(browser, home, form(browser, home))
    send(browser, home, form(browser, home))

    assert amounts(home) == [4_500, 4_500]


def test_a_form_that_was_refused_is_not_taken_for_saved(browser: Browser, home: Household) -> None:
    refused = form(browser, home, amount="nothing")

    statuses = [send(browser, home, refused).status_code for _ in range(2)]

    assert (statuses, amounts(home)) == ([422, 422], [])


def test_the_key_of_another_person_is_no_key_here(app: Flask, browser: Browser, home: Household) -> None:
    other = sign_up(app)
    sent, theirs = form(browser, home), enter(app, other)
    send(browser, home, sent)

    send(theirs, other, {**form(theirs, other), "once": sent["once"]})

    assert (amounts(home), amounts(other)) == ([4_500], [4_500])


def test_a_file_is_part_of_what_was_sent(app: Flask, browser: Browser, home: Household) -> None:
    def load(once: str, content: bytes) -> TestResponse:
        data: dict[str, Any] = {**hidden, "once": once, "file": (io.BytesIO(content), "book.json")}
        return browser.client.post("/books/import", data=data, headers=browser.headers)

    hidden = browser.hidden("/books")
    book, other = exported(home), json.loads(exported(home))
    other["book"]["name"] = "Another"

    answers = [load("a-key", content).status_code for content in (book, book, json.dumps(other).encode())]

    names = [row["name"] for row in home.get("/api/v1/books")["items"]]
    assert (answers, len(names), "Another" in names) == ([302] * 3, 3, True)
