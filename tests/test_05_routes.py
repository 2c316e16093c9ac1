"""Stage 5, each route of the server: who may do what there, and what is refused for what it says."""

import pytest
import tokens

from tests.account_servers import DAY, DEWEY, HUEY, LUNCH, SECRET
from tests.guarded_servers import KEYS, Server

NEW = "even-more-secret"
GIFT = {"from_user": 1, "to_user": 2, "day": DAY, "amount": 5000}
CHANGE = {"password": SECRET, "new_password": NEW}
WRITER: dict[str, object] = {"scope": "entries:write"}
CHEAPER = LUNCH | {"amount": -8000}
BOOK, ENTRY = "/users/<id:user_id>/entries", "/users/<id:user_id>/entries/<id:entry_id>"
# A body; the status for nobody, dewey, his writer, huey late, his refresh token, his writer, huey; the 403s.
ROUTES: dict[str, tuple[object, list[int], list[str]]] = {
    "GET /static/<path:filename>": (None, [404] * 7, []),
    "POST /users": (HUEY | {"nickname": "louie"}, [201] + [409] * 6, []),
    "POST /login": (HUEY, [200] * 7, []),
    "POST /refresh": ({"refresh_token": "none"}, [401] * 7, []),
    "POST /logout": ({"refresh_token": "none"}, [401] * 7, []),
    "PUT /users/<id:user_id>/password": (CHANGE, [401, 404, 404, 401, 401, 403, 204], ["tokens:write"]),
    "POST /tokens": (WRITER, [401, 201, 403, 401, 401, 403, 201], ["tokens:write"] * 2),
    "GET /users": (None, [401, 200, 403, 401, 401, 403, 200], ["entries:read"] * 2),
    f"GET {BOOK}": (None, [401, 404, 404, 401, 401, 403, 200], ["entries:read"]),
    f"POST {BOOK}": (LUNCH, [401, 404, 404, 401, 401, 201, 201], []),
    f"PUT {ENTRY}": (CHEAPER, [401, 404, 404, 401, 401, 403, 200], ["entries:write entries:delete"]),
    f"DELETE {ENTRY}": (None, [401, 404, 404, 401, 401, 403, 204], ["entries:delete"]),
    "POST /transfers": (GIFT, [401, 404, 403, 401, 401, 403, 201], ["transfers:write"] * 2),
}
NO_SCOPES = (
    "",
    " ",
    "tokens:write",
    "entries:write tokens:write",
    "admin",
    "ENTRIES:READ",
    "entries:read,",
    "entries:read\u2028entries:write",
)
# What huey asks for, and how the answer begins.
REFUSALS: list[tuple[str, object, str]] = [
    ("PUT /users/1/entries/2", LUNCH, "404 User 1 has no entry 2."),
    ("DELETE /users/1/entries/2", None, "404 User 1 has no entry 2."),
    ("POST /transfers", GIFT | {"from_user": 2, "to_user": 1}, "404 There is no user 2."),
    ("POST /transfers", GIFT | {"from_user": 9}, "404 There is no user 9."),
    ("POST /transfers", GIFT | {"to_user": 9}, "404 There is no user 9."),
    *[("POST /tokens", {"scope": scope}, "422 scope: ") for scope in NO_SCOPES],
    *[("POST /tokens", WRITER | {"minutes": m}, "422 minutes: ") for m in (0, -1, 1441, 1.5, "60", True)],
    ("PUT /users/1/password", CHANGE | {"password": "a-guess"}, "403 The password is wrong."),
    ("PUT /users/1/password", CHANGE | {"new_password": "7 bytes"}, "422 new_password: "),
    ("PUT /users/1/password", CHANGE | {"new_password": "x" * 1025}, "422 new_password: "),
    ("POST /users", {"nickname": " huey ", "password": NEW}, "409 The nickname huey is taken."),
    ("POST /login", HUEY | {"admin": True}, "422 admin: "),
    ("POST /login", HUEY | {"password": "x" * 1025}, "422 password: "),
    ("POST /login", HUEY | {"password": "\ud800"}, "400 Send a JSON object"),
    ("POST /refresh", {"refresh_token": 5}, "422 refresh_token: "),
    ("POST /logout", {"refresh_token": None}, "422 refresh_token: "),
]


@pytest.fixture
def server(guarded: Server) -> Server:
    """The same, with huey and dewey, and a lunch of each."""
    guarded.furnish()
    return guarded


def test_who_may_do_what_is_decided_for_each_route(server: Server) -> None:
    # Flask itself answers HEAD, by the view of GET, and OPTIONS, by no view.
    rules = [
        f"{method} {rule.rule}"
        for rule in server.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]

    assert sorted(rules) == sorted(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_lets_in_whom_it_should_and_nobody_else_writes(server: Server, route: str) -> None:
    pair, of_dewey = server.log_in(), server.log_in(DEWEY)["access_token"]
    token, sid = pair["access_token"], tokens.read(KEYS, pair["access_token"], "access").sid
    late = tokens.issue(KEYS, "access", 1, sid, " ".join(tokens.SCOPES), lifetime=-10)
    body, expected, asked = ROUTES[route]
    path = route.replace("<id:user_id>", "1").replace("<id:entry_id>", "1").replace("<path:filename>", "x")
    answers, written = [], []

    dewey, huey = (of_dewey, server.hand_on(of_dewey)), (server.hand_on(token), token)
    for who in (None, *dewey, late, pair["refresh_token"], *huey):
        before = server.dump()
        answers.append(server.ask(path, body, who))
        written.append(answers[-1].status_code >= 400 and server.dump() != before)

    assert ([answer.status_code for answer in answers], written) == (expected, [False] * 7)
    challenges = [answer.headers["WWW-Authenticate"] for answer in answers if answer.status_code == 403]
    assert challenges == [f'Bearer error="insufficient_scope", scope="{scope}"' for scope in asked]


def test_what_is_refused_is_named_and_writes_nothing(server: Server) -> None:
    token = server.log_in()["access_token"]
    before = server.dump()
    answers = []

    for request, sent, expected in REFUSALS:
        answer = server.ask(request, sent, token)
        answers.append((request, sent, f"{answer.status_code} {answer.get_json()['error']}"[: len(expected)]))

    assert answers == REFUSALS
    assert server.dump() == before
