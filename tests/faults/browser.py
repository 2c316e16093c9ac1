"""Somebody with a browser, without the browser: cookies are kept, forms carry their token."""

import re
import secrets
from email.message import Message
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tests.full_app.shell import PASSWORD


class Page(NamedTuple):
    """What a page came with."""

    status: int
    headers: Message
    html: str


class Browser:
    """A user who has signed up in the pages."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.email = f"{secrets.token_hex(6)}@example.com"
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        entered = self.send("/signup", email=self.email, password=PASSWORD)
        assert entered.status == 200, entered.html

    def open(self, path: str, form: dict[str, str] | None = None) -> Page:
        """Open a page, or send a form to it."""
        self._opener.addheaders = [("Accept-Language", "en")]
        try:
            with self._opener.open(self.url + path, urlencode(form).encode() if form else None, 60) as answer:
                return Page(answer.status, answer.headers, answer.read().decode())
        except HTTPError as error:
            with error:
                return Page(error.code, error.headers, error.read().decode())

    def send(self, path: str, **form: str) -> Page:
        """Load the form of a page and send it, filled in."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.open(path).html)
        assert found
        return self.open(path, {"csrf_token": found[1], **form})
