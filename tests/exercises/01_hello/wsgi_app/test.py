"""Requests over real HTTP, with a look at what passes between the server and the application."""

import logging
from collections.abc import Callable, Iterable
from http.client import IncompleteRead
from typing import Any
from urllib.parse import quote

# Here because it takes long, and a test has little time.
import werkzeug.serving  # noqa: F401

from tests.tutor.mine import Mine, both
from tests.tutor.servers import Answer, serving

# What the server logs about an error would be shown to learners as what they have printed.
logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
PLAIN = "text/plain; charset=utf-8"
STARTS: dict[str, list[tuple[str, str]]] = {
    "200 OK": [("Content-Type", PLAIN)],
    "404 Not Found": [],
    "405 Method Not Allowed": [("Allow", "GET")],
}


def test_a_greeting(mine: Mine) -> None:
    greet(mine, "Huey", error="an_error", wrong="wording")


def test_its_type(mine: Mine) -> None:
    answer, _ = ask(mine, "GET", "/hello/Huey", "200 OK", "wording")

    kind = header(answer, "Content-Type")
    right = "".join((kind or "").lower().replace('"', "").split()) == PLAIN.replace(" ", "")
    mine.compare(f"{answer.called}\n# Content-Type", PLAIN if right else kind, PLAIN, hint="content_type")


def test_other_names(mine: Mine) -> None:
    greet(mine, "민지", error="other_names", wrong="other_names")
    greet(mine, "Kim Min", error="other_names", wrong="other_names")


def test_other_paths(mine: Mine) -> None:
    for path in ("/entries", "/", "/hello", "/hello/", "/say/hello/Huey", "/hallo/Huey"):
        ask(mine, "GET", path, "404 Not Found", "elsewhere")


def test_other_methods(mine: Mine) -> None:
    for method in ("POST", "DELETE"):
        answer, _ = ask(mine, method, "/hello/Huey", "405 Method Not Allowed", "methods")
        allow = header(answer, "Allow")
        got = "GET" if "GET" in (allow or "").replace(",", " ").split() else allow
        mine.compare(f"{answer.called}\n# Allow", got, "GET", hint="allow")


def test_other_methods_on_other_paths(mine: Mine) -> None:
    for path in ("/entries", "/hello/"):
        ask(mine, "POST", path, "404 Not Found", "path_first")


def greet(mine: Mine, name: str, error: str, wrong: str) -> None:
    """Check the greeting of a visitor, with one hint for errors and one for other answers."""
    answer, sent = ask(mine, "GET", f"/hello/{quote(name)}", "200 OK", wrong, error)
    expected = f"Hello {name}"
    whole = sent == expected.encode()
    called = f"{answer.called}\n# {both('the body', '본문')}"
    mine.compare(called, answer.text, expected, hint="length" if whole else wrong)


def ask(mine: Mine, method: str, path: str, status: str, wrong: str, error: str = "") -> tuple[Answer, bytes]:
    """Send a request, check the form and the status of its answer; return it and its body."""
    seen = Seen(mine.application)
    with serving(mine, seen) as site:
        try:
            answer = site.ask(method, path, expected=repr(status), hint=error or wrong)
        except IncompleteRead:
            mine.hint = "length"
            raise
    if not seen.is_started():
        started, expected = seen.started, [(status, STARTS[status])]
        called = f"{answer.called}\n# {both('the calls of `start_response`', '`start_response` 호출 기록')}"
        mine.compare(called, started, expected, hint="start_response")
    if not seen.is_body():
        called = f"{answer.called}\n# {both('what `application` returned', '`application`의 반환값')}"
        mine.compare(called, seen.body, [b"..."], hint="pieces")
    got = seen.started[0][0]
    # Flask writes 404 NOT FOUND.
    same = got.lower().split() == status.lower().split()
    called = f"{answer.called}\n# {both('the status', '상태')}"
    mine.compare(called, status if same else got, status, hint=wrong)
    return answer, b"".join(seen.body)


def header(answer: Answer, name: str) -> str | None:
    """Return a header of an answer, in whatever letters its name is written."""
    return next((value for key, value in answer.headers.items() if key.lower() == name.lower()), None)


class Seen:
    """Calls an application as a server does, and keeps what it gave to the server."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application
        self.started: list[Any] = []
        self.body: Any = None

    def __call__(self, environ: dict[str, Any], respond: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request; what is no WSGI is looked at later, and answered with an empty page."""
        written: list[bytes] = []

        def start_response(
            status: object, headers: object, exc_info: object = None
        ) -> Callable[[bytes], None]:
            if exc_info:
                self.started.clear()
            self.started.append((status, headers))
            return written.append

        # The name that an error about its arguments gives it.
        start_response.__qualname__ = "start_response"
        given = self._application(environ, start_response)
        countable = isinstance(given, Iterable) and not isinstance(given, str | bytes | dict)
        self.body = [*written, *given] if countable else given
        if hasattr(given, "close"):
            given.close()
        if self.is_started() and self.is_body():
            respond(*self.started[0])
            body: list[bytes] = self.body
            return body
        respond("200 OK", [])
        return []

    def is_started(self) -> bool:
        """Return whether it has called `start_response` once, with a status and headers of PEP 3333."""
        if len(self.started) != 1:
            return False
        status, headers = self.started[0]
        pairs: list[Any] = headers if isinstance(headers, list) else [None]
        return (
            isinstance(status, str)
            and status[:3].isdecimal()
            and all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs)
            and all(isinstance(text, str) for pair in pairs for text in pair)
        )

    def is_body(self) -> bool:
        """Return whether it has returned pieces of bytes."""
        return isinstance(self.body, list) and all(isinstance(piece, bytes) for piece in self.body)
