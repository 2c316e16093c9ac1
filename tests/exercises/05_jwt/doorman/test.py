"""A server with three views behind the decorator, and clients with tokens, with others, and with none."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import jwt
from flask import Flask, abort

from tests.tutor.mine import Mine, both
from tests.tutor.servers import Answer, Site, serving

OTHER_KEY = "the key of somebody else's household book"
HOUR = 3600
visits: list[str] = []


def balance(user_id: int) -> dict[str, int]:
    visits.append("balance")
    return {"user": user_id}


def book(owner: int, book_id: int, year: int) -> tuple[dict[str, int], int]:
    visits.append("book")
    return {"owner": owner, "book": book_id, "year": year}, 201


def gone(who: int) -> None:
    abort(404)


PATHS = {"/balance": balance, "/books/<int:book_id>/<int:year>": book, "/gone": gone}


@contextmanager
def server(mine: Mine) -> Iterator[Site]:
    """Serve the three views, each of which has learnt to ask for a token."""
    app = Flask("household_book")
    for path, view in PATHS.items():
        called = f"token_required({view.__name__})"
        expected = both("a view", "뷰")
        decorated = mine.run(called, hint="no_view", expected=expected, **{view.__name__: view})
        mine.compare(f"callable({called})", callable(decorated), True, hint="no_view")
        # Each with an endpoint of its own: that their names differ is the subject of another test.
        app.add_url_rule(path, view.__name__, decorated)
    visits.clear()
    with serving(mine, app) as site:
        yield site


def token_of(user_id: int, key: str, lasts: int = HOUR) -> str:
    return jwt.encode({"sub": str(user_id), "exp": int(time.time()) + lasts}, key, algorithm="HS256")


def ask(site: Site, mine: Mine, path: str, authorization: str | None, expected: object, hint: str) -> Answer:
    """Send a request; of a token, which is long, the beginning is shown."""
    headers = {} if authorization is None else {"Authorization": authorization}
    try:
        answer = site.ask("GET", path, hint=hint, expected=expected, headers=headers)
    except Exception:
        mine.called = shortened(mine.called)
        raise
    return replace(answer, called=shortened(answer.called))


def shortened(called: str) -> str:
    return re.sub(r"\beyJ\S+", "eyJ...", called)


def let_in(
    mine: Mine, site: Site, path: str, authorization: str, expected: tuple[int, Any], hint: str
) -> None:
    answer = ask(site, mine, path, authorization, expected, hint)
    mine.compare(answer.called, (answer.status, answer.json), expected, hint=hint)


def refused(mine: Mine, site: Site, authorization: str | None, hint: str) -> Answer:
    answer = ask(site, mine, "/balance", authorization, 401, hint)
    mine.compare(answer.called, answer.status, 401, hint=hint)
    called = both("the views that were called", "호출된 뷰")
    mine.compare(f"{answer.called}\n# {called}", visits, [], hint=hint)
    return answer


def challenged(mine: Mine, answer: Answer) -> None:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    value = headers.get("www-authenticate")
    if not (value and value.lower().startswith("bearer")):
        mine.compare(f"{answer.called}  ->  WWW-Authenticate", value, "Bearer", hint="challenge")


def test_a_good_token_lets_in(mine: Mine) -> None:
    with server(mine) as site:
        for user_id in (7, 12):
            authorization = f"Bearer {token_of(user_id, mine.KEY)}"
            let_in(mine, site, "/balance", authorization, (200, {"user": user_id}), "good_refused")
        expected = (201, {"owner": 12, "book": 3, "year": 2026})
        let_in(mine, site, "/books/3/2026", authorization, expected, "path_lost")


def test_without_a_token(mine: Mine) -> None:
    with server(mine) as site:
        challenged(mine, refused(mine, site, None, "no_token"))


def test_with_another_token(mine: Mine) -> None:
    with server(mine) as site:
        for token in ("household", token_of(7, OTHER_KEY), token_of(7, mine.KEY, -HOUR)):
            challenged(mine, refused(mine, site, f"Bearer {token}", "bad_token"))


def test_a_scheme_has_no_capital_letters(mine: Mine) -> None:
    with server(mine) as site:
        for scheme in ("bearer", "BEARER"):
            authorization = f"{scheme} {token_of(7, mine.KEY)}"
            let_in(mine, site, "/balance", authorization, (200, {"user": 7}), "scheme_case")


def test_another_scheme(mine: Mine) -> None:
    with server(mine) as site:
        token = token_of(7, mine.KEY)
        for authorization in (f"Basic {token}", f"Token {token}", token, "Bearer"):
            challenged(mine, refused(mine, site, authorization, "other_scheme"))


def test_what_the_view_aborts_with(mine: Mine) -> None:
    with server(mine) as site:
        authorization = f"Bearer {token_of(7, mine.KEY)}"
        answer = ask(site, mine, "/gone", authorization, 404, "view_in_try")
        mine.compare(answer.called, answer.status, 404, hint="view_in_try")


def test_the_name_stays(mine: Mine) -> None:
    mine.expect("token_required(balance).__name__", "balance", hint="name_lost", balance=balance)
    mine.expect("token_required(book).__name__", "book", hint="name_lost", book=book)
