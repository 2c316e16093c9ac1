"""People with browsers of their own, who look at the pages of one server."""

import os
import re
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests import components
from tests.full_app.conftest import PASSWORD, Server

MARKS = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(components.chromium() is None, reason="no Chromium on this machine"),
]
DEMO = "demo@example.com"
"""Whose book on the server holds an invented year."""
SAMPLES = "06_full_app/samples"


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Run a headless Chromium."""
    # Its sandbox does not run as root, and its own background requests are not ours to count.
    root = hasattr(os, "getuid") and os.getuid() == 0
    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    # What draws without a graphics card is faster alone.
    arguments.append("--disable-gpu")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=components.chromium(), args=arguments + (["--no-sandbox"] if root else [])
        )
        yield browser
        browser.close()


class People:
    """Gives each person a browser; when the test ends, it is handed on without its cookies.

    Making a new one takes longer than most tests do.
    """

    def __init__(self, chromium: Browser, server: Server) -> None:
        self.chromium, self.server = chromium, server
        self.free = defaultdict[str, list[Page]](list)
        self.taken: list[tuple[str, Page]] = []

    def visitor(self, locale: str = "ko-KR", **options: Any) -> Page:
        """Return a page of somebody who is not signed in."""
        kind = f"{locale} {sorted(options.items())}"
        page = self.free[kind].pop() if self.free[kind] else self.new(locale=locale, **options)
        self.taken.append((kind, page))
        return page

    def new(self, **options: Any) -> Page:
        """Return a page of a browser that is not handed on."""
        return self.chromium.new_context(base_url=self.server.url, **options).new_page()

    def household(self, email: str | None = None, **options: Any) -> Page:
        """Return this month's page of somebody who has just signed up."""
        page = self.visitor(**options)
        page.goto(send(page, "/signup", email=email or new_email(), password=PASSWORD))
        return page

    def leave(self) -> None:
        """Hand on all browsers."""
        for kind, page in self.taken:
            page.context.clear_cookies()
            self.free[kind].append(page)
        self.taken.clear()


def new_email() -> str:
    """Return an address that nobody has."""
    return f"{secrets.token_hex(6)}@example.com"


def send(page: Page, path: str, **form: Any) -> str:
    """Send a form with the cookies of a page, without looking at either; return where it leads to."""
    language = {"Accept-Language": page.evaluate("navigator.language")}
    shown = page.request.get("/login", headers=language).text()
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert token, shown
    fields = {"csrf_token": token[1], **form}
    answer = page.request.post(path, multipart=fields, headers=language, max_redirects=0)
    assert answer.status == 302, answer.text()
    return answer.headers["location"]


def book_of(page: Page) -> str:
    """Return the path of the book that a page is of."""
    found = re.search(r"/books/\d+", page.url)
    assert found, page.url
    return found[0]


def press(button: Locator) -> None:
    """Press what leads to another page, or to this one anew, and wait until it is there."""
    with button.page.expect_navigation():
        button.click()


def press_enter(page: Page) -> None:
    """Send the form or follow the link that has the focus, and wait until the next page is there."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, amount: str, payee: str = "") -> None:
    """Write an expense on the month page."""
    page.locator("#amount").fill(amount)
    page.locator("#payee").fill(payee)
    press_enter(page)


def upload(page: Page, sample: str, account: str) -> None:
    """Show the preview of a statement."""
    page.goto(f"{book_of(page)}/imports")
    page.locator("#file").set_input_files(f"{SAMPLES}/{sample}")
    page.locator("#account_id").select_option(label=account)
    press(page.locator("main form.stack button"))


def invite(owner: Page, role: str) -> str:
    """Return the link of a new invite."""
    owner.goto(f"{book_of(owner)}/settings/members")
    owner.locator("form[action$=invites] #role").select_option(role)
    press(owner.locator("form[action$=invites] button"))
    return owner.locator("#link").input_value()


def totals(page: Page) -> tuple[str, str]:
    """Return what a month page says came in and went out."""
    income, expense = (page.locator(f".totals .{kind} dd").first for kind in ("income", "expense"))
    return income.inner_text(), expense.inner_text()


def focused(page: Page) -> str:
    """Return what has the focus: the id or name of a field, the text of anything else."""
    script = "(e => e.id || e.name || e.textContent.trim())(document.activeElement)"
    return str(page.evaluate(script))
