"""The pages in a real Chromium, against the real server, with and without JavaScript."""

import os
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import components
from tests.full_app.conftest import PASSWORD, Server, start_server, stop_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(components.chromium() is None, reason="no Chromium on this machine"),
]

SAMPLES = "06_full_app/samples"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    # Its sandbox does not run as root, and its own background requests are not ours to count.
    root = hasattr(os, "getuid") and os.getuid() == 0
    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=components.chromium(), args=arguments + (["--no-sandbox"] if root else [])
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all of them; what depends on the database is tested without a browser."""
    server = start_server(tmp_path_factory.mktemp("browser"))
    yield server
    stop_server(server)


def sign_up(page: Page, server: Server) -> None:
    """Sign up on the page, as somebody who comes for the first time."""
    page.goto(f"{server.url}/signup")
    page.get_by_label("이메일").fill(f"{secrets.token_hex(6)}@example.com")
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/month*")


def test_the_main_job_needs_no_javascript(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="ko-KR")
    page = context.new_page()
    sign_up(page, server)

    page.get_by_label("금액").fill("12,300")
    page.get_by_label("거래처").fill("김밥나라")
    page.locator("form.entry button").click()
    page.goto(page.url.split("/month")[0] + "/imports")
    page.locator("#file").set_input_files(f"{SAMPLES}/bus_a.csv")
    page.locator("main button").click()
    page.locator("button[value=commit]").click()

    assert "15" in page.locator(".notice").first.inner_text()
    page.goto(page.url.split("/entries")[0] + "/month?month=2026-01")
    assert page.locator(".totals .expense dd").inner_text() == "₩19,050"
    context.close()


def test_enter_saves_and_the_kind_decides_which_fields_show(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(locale="ko-KR")
    page = context.new_page()
    sign_up(page, server)

    page.locator(".kinds").get_by_text("이체").click()
    hidden = [page.locator(f"#{name}").is_visible() for name in ("expense_category", "income_category")]
    shown = page.locator("#to_account_id").is_visible()
    page.locator(".kinds").get_by_text("지출").click()
    page.get_by_label("금액").fill("4500")
    page.keyboard.press("Enter")
    page.locator(".notice").wait_for()

    assert (hidden, shown) == ([False, False], True)
    assert page.locator(".totals .expense dd").inner_text() == "₩4,500"
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(chromium: Browser, server: Server, width: int) -> None:
    context = chromium.new_context(locale="ko-KR", viewport={"width": width, "height": 800})
    page = context.new_page()
    sign_up(page, server)
    book = page.url.split("/month")[0]
    page.goto(f"{book}/imports")
    page.locator("#file").set_input_files(f"{SAMPLES}/card_cancelled.csv")
    page.locator("main button").click()
    paths = [page.url, f"{book}/month", f"{book}/entries", f"{book}/imports", f"{server.url}/login"]

    widths = {}
    for path in paths:
        page.goto(path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert max(widths.values()) <= width, widths
    context.close()


def test_dark_follows_the_system(chromium: Browser, server: Server) -> None:
    colours = []
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{server.url}/login")
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()

    assert colours == ["rgb(250, 249, 246)", "rgb(21, 24, 26)"]


def test_every_field_has_a_label(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(locale="ko-KR")
    page = context.new_page()
    sign_up(page, server)
    book = page.url.split("/month")[0]
    unlabelled = (
        "[...document.querySelectorAll('input:not([type=hidden]), select')].filter(f => !f.labels.length)"
    )

    found = {}
    for path in (f"{book}/month", f"{book}/entries", f"{book}/imports", f"{server.url}/login"):
        page.goto(path)
        found[path] = page.evaluate(f"{unlabelled}.map(f => f.name)")

    assert set(map(tuple, found.values())) == {()}, found
    context.close()


def test_pages_and_docs_ask_no_other_server(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(locale="ko-KR")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_up(page, server)

    page.goto(f"{server.url}/docs")
    page.get_by_text("Make a user with a first book").first.wait_for()

    elsewhere = [url for url in asked if not url.startswith((server.url, "data:", "blob:"))]
    assert elsewhere == []
    context.close()
