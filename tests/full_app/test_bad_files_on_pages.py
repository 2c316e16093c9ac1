"""The page takes no file that the API refuses, says the same about it, and keeps as little of it."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app import test_bad_files as files
from tests.full_app.conftest import Household, sign_up
from tests.full_app.test_bad_files import HEADER, kept
from tests.full_app.test_entry_pages import enter, text_of
from tests.full_app.test_pages import Browser, pages_of


@pytest.fixture(scope="module")
def home(app: Flask) -> Household:
    """A household whose book stays empty."""
    return sign_up(app)


@pytest.fixture(scope="module")
def browser(app: Flask, home: Household) -> Browser:
    """The browser of that household."""
    return enter(app, home)


def upload(browser: Browser, home: Household, content: bytes) -> TestResponse:
    """Send a file of any size; as in `send` of the API's tests, Werkzeug's own forms are not used."""
    path = f"{pages_of(home)}/imports"
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(path).text)
    assert found
    fields = {"csrf_token": unescape(found[1]), "account_id": str(home.accounts["bank"])}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n%b\r\n--x--\r\n'
        % content
    )
    headers = {**browser.headers, "Content-Type": "multipart/form-data; boundary=x"}
    return browser.client.post(path, data="".join(parts).encode() + file, headers=headers)


@pytest.mark.parametrize(
    ("make", "status", "message"),
    [
        pytest.param(lambda: b"", 422, "This file is empty.", id="empty"),
        pytest.param(lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), 422, files.NO_STATEMENT, id="picture"),
        pytest.param(files.bomb, 413, "This workbook unpacks to more than is read here.", id="zip bomb"),
        pytest.param(files.lying_bomb, 422, files.UNREADABLE, id="zip bomb whose header lies"),
        pytest.param(lambda: b"," * 10**6, 422, files.TOO_WIDE.format(1), id="million columns"),
        pytest.param(lambda: b"x" * 5_000_000, 422, files.TOO_LONG.format(1), id="endless line"),
        pytest.param(
            lambda: files.workbook([date(2026, 1, 6), "shop", "=C2*2"]),
            422,
            "Line 3, column C holds a formula. Save the values only.",
            id="formula",
        ),
        pytest.param(
            lambda: HEADER + files.ROW * 260_000, 413, "This is larger than what is read here.", id="6 MB"
        ),
    ],
)
def test_a_page_refuses_what_the_api_refuses(
    app: Flask, home: Household, browser: Browser, make: Callable[[], bytes], status: int, message: str
) -> None:
    before, content = kept(app, home), make()

    by_api = files.send(home, content)
    page = upload(browser, home, content)

    assert files.problem(by_api) == (status, message)
    assert page.status_code == status
    assert message in text_of(page)
    assert kept(app, home) == before
