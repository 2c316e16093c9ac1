"""The pages as a browser without JavaScript uses them: links, forms, cookies."""

import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.full_app.conftest import PASSWORD, Household


class Browser:
    """Follows links and sends forms, with what the page hides in them: a CSRF token, a key."""

    def __init__(self, client: FlaskClient, language: str = "en") -> None:
        self.client = client
        self.headers = {"Accept-Language": language}

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self.headers, follow_redirects=True)

    def send(self, path: str, shown_on: str | None = None, **fields: Any) -> TestResponse:
        """Open the page that holds the form, fill it in and send it to `path`."""
        data = {**self.hidden(shown_on or path), **fields}
        return self.client.post(path, data=data, headers=self.headers, follow_redirects=True)

    def hidden(self, path: str) -> dict[str, str]:
        """Return the hidden fields that all forms of a page have."""
        found = re.findall(r'name="(csrf_token|once)" value="([^"]+)"', self.get(path).text)
        assert {name for name, _ in found} == {"csrf_token", "once"}
        return {name: unescape(value) for name, value in found}


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that nobody is signed in with."""
    return Browser(app.test_client())


@pytest.fixture
def signed_in(app: Flask, home: Household) -> Browser:
    """A browser that the household is signed in with."""
    browser = Browser(app.test_client())
    browser.send("/language", shown_on="/login", language="en", next="/login")
    page = browser.send("/login", email=home.email, password=PASSWORD)
    assert page.status_code == 200, page.text
    return browser


def pages_of(home: Household) -> str:
    """Return the path of the household's pages."""
    return home.book.removeprefix("/api/v1")


def test_signing_up_leads_to_this_month(browser: Browser) -> None:
    page = browser.send("/signup", email="new.page@example.com", password=PASSWORD, nickname="New")

    assert page.request.path.endswith("/month")
    assert "Write the first entry above" in page.text


def test_a_refused_sign_up_says_why_and_keeps_what_was_typed(browser: Browser) -> None:
    page = browser.send("/signup", email="typed@example.com", password="12345678")

    assert page.status_code == 422
    assert "among the first that somebody would guess" in page.text
    assert 'value="typed@example.com"' in page.text


def test_who_is_not_signed_in_is_asked_to_and_comes_back(app: Flask, home: Household) -> None:
    browser = Browser(app.test_client())
    wanted = f"{pages_of(home)}/entries?kind=income"

    asked = browser.get(wanted)
    page = browser.send(asked.request.full_path, email=home.email, password=PASSWORD)

    assert asked.request.path == "/login"
    assert page.request.full_path == wanted


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example"]
)
def test_a_log_in_leads_to_no_other_server(app: Flask, home: Household, target: str) -> None:
    browser = Browser(app.test_client())

    page = browser.send("/login?next=" + target, email=home.email, password=PASSWORD)

    assert page.request.path.endswith("/month")


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(app: Flask, home: Household) -> None:
    client = app.test_client()
    Browser(client).send("/login", email=home.email, password=PASSWORD)

    cookie = client.get_cookie("account_book")

    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)


def test_after_signing_out_the_old_cookie_opens_nothing(app: Flask, home: Household) -> None:
    client = app.test_client()
    browser = Browser(client)
    month = f"{pages_of(home)}/month"
    browser.send("/login", email=home.email, password=PASSWORD)
    cookie = client.get_cookie("account_book")
    assert cookie is not None

    browser.send("/logout", shown_on=month)
    client.set_cookie("account_book", cookie.value)

    assert browser.get(month).request.path == "/login"


def test_an_entry_is_written_and_the_next_begins_with_its_day_and_account(
    signed_in: Browser, home: Household
) -> None:
    month = f"{pages_of(home)}/month"

    page = signed_in.send(
        f"{pages_of(home)}/entries",
        shown_on=month,
        kind="expense",
        day="2026-03-05",
        amount="=12,000+3500",
        account_id=home.accounts["card"],
        expense_category=home.categories["외식"],
        payee="할머니 칼국수",
    )

    assert home.get("entries")["items"][0]["amount"] == 15_500
    assert 'value="2026-03-05"' in page.text
    assert f'<option value="{home.accounts["card"]}" selected>' in page.text


def test_a_wrong_amount_is_named_and_the_rest_is_kept(signed_in: Browser, home: Household) -> None:
    fields: dict[str, Any] = {"kind": "expense", "day": "2026-03-05", "amount": "1e3", "payee": "가게"}
    fields["account_id"] = home.accounts["bank"]

    page = signed_in.send(f"{pages_of(home)}/entries", shown_on=f"{pages_of(home)}/month", **fields)

    assert page.status_code == 422
    assert "This is not an amount." in page.text
    assert 'value="가게"' in page.text
    assert home.get("entries")["items"] == []


def test_an_entry_can_be_changed_and_deleted(signed_in: Browser, home: Household) -> None:
    entry = home.spend(1_000, payee="전")
    path = f"{pages_of(home)}/entries/{entry['id']}"
    fields: dict[str, Any] = {
        "kind": "income",
        "day": "2026-01-06",
        "amount": "2,000",
        "account_id": home.accounts["cash"],
    }

    signed_in.send(path, **fields, version="1", action="save")
    changed = home.get(f"entries/{entry['id']}")
    signed_in.send(path, **fields, version="2", action="delete")

    assert (changed["kind"], changed["amount"], changed["version"]) == ("income", 2_000, 2)
    assert home.get("entries")["items"] == []


def test_a_form_that_is_behind_shows_what_is_there_now(signed_in: Browser, home: Household) -> None:
    entry = home.spend(1_000)
    path = f"entries/{entry['id']}"
    home.ask("PATCH", path, json={"payee": "newer"}, headers={"If-Match": '"1"'})
    fields: dict[str, Any] = {
        "kind": "expense",
        "day": "2026-01-06",
        "amount": "5",
        "account_id": home.accounts["bank"],
    }

    page = signed_in.send(f"{pages_of(home)}/{path}", **fields, version="1", action="save")

    assert page.status_code == 412
    assert "Somebody else changed this entry" in page.text
    assert "newer" in page.text
    assert home.get(path)["amount"] == 1_000


def test_text_from_outside_is_never_markup(signed_in: Browser, home: Household) -> None:
    home.spend(1, payee="<script>alert(1)</script>", memo='"><img src=x>')

    page = signed_in.get(f"{pages_of(home)}/entries")

    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>" not in page.text
    assert "<img" not in page.text


def test_an_empty_list_names_the_filters_that_hide_everything(signed_in: Browser, home: Household) -> None:
    home.spend(1, payee="가게")

    page = signed_in.get(f"{pages_of(home)}/entries?q=nothing-like-it")

    assert "These filters hide everything:" in page.text
    assert "nothing-like-it" in page.text


def test_a_statement_is_looked_at_then_imported(signed_in: Browser, home: Household) -> None:
    path = f"{pages_of(home)}/imports"
    content = "날짜,내용,출금액\n2026-01-05,버스,1500\n2026-01-05,버스,1500\n2026-01-06,떡집,abc\n".encode()
    file = (io.BytesIO(content), "a.csv")

    preview = signed_in.send(path, file=file, account_id=home.accounts["bank"])
    before = home.get("entries")["items"]
    chosen: dict[str, Any] = {"action": "commit", "line-2": "add", "line-3": "add"}
    page = signed_in.send(preview.request.path, **chosen)

    assert "Line 4, column 출금액: “abc” is no amount." in preview.text
    assert before == []
    assert [item["amount"] for item in home.get("entries")["items"]] == [1_500, 1_500]
    assert "2 entries were added." in page.text


def test_the_columns_of_a_statement_can_be_changed(signed_in: Browser, home: Household) -> None:
    path = f"{pages_of(home)}/imports"
    file = (io.BytesIO("날짜,금액,내용\n2026-01-05,1500,환급\n".encode()), "a.csv")
    preview = signed_in.send(path, file=file, account_id=home.accounts["bank"])

    roles: dict[str, Any] = {"action": "columns", "role-0": "day", "role-1": "spent", "role-2": "payee"}
    changed = signed_in.send(preview.request.path, **roles)

    assert "+₩1,500" in preview.text
    assert "−₩1,500" in changed.text


def test_a_form_without_its_token_is_refused(signed_in: Browser, home: Household) -> None:
    fields: dict[str, Any] = {
        "kind": "expense",
        "day": "2026-01-06",
        "amount": "5",
        "account_id": home.accounts["bank"],
    }

    page = signed_in.client.post(f"{pages_of(home)}/entries", data=fields)

    assert page.status_code == 400
    assert home.get("entries")["items"] == []


def test_somebody_elses_pages_do_not_exist(signed_in: Browser, stranger: Household) -> None:
    entry = stranger.spend(1_000)

    statuses = {
        path: signed_in.get(pages_of(stranger) + path).status_code
        for path in ("/month", "/entries", f"/entries/{entry['id']}", "/imports")
    }

    assert set(statuses.values()) == {404}


def test_the_language_can_be_chosen_and_stays(browser: Browser) -> None:
    english = browser.get("/login").text

    browser.send("/language", shown_on="/login", language="ko", next="/login")

    assert "Welcome back" in english
    assert '<html lang="ko">' in browser.get("/login").text
