"""Stage 5, the server: who comes in, who stays in, and who may do what."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

import jwt
import jwt_accounts
import jwt_server
import pytest
import tokens
from jwt_databases import engine_for
from werkzeug.security import check_password_hash
from werkzeug.test import TestResponse

from tests.account_servers import DAY, DEWEY, HUEY, LUNCH, SECRET, text_of
from tests.guarded_servers import BACKENDS, CHEAP, FURNISHED, KEYS, REFUSED, Server, running

NEW = "even-more-secret"
WRONG = (
    "401 {'WWW-Authenticate': 'Bearer realm=household-book'} {\"error\":\"Nickname or password is wrong.\"}\n"
)
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


@pytest.fixture(scope="session", params=BACKENDS)
def guarded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that asks for tokens; it lives as long as its tests."""
    yield from running(request, tmp_path_factory)


@pytest.fixture
def server(guarded: Server) -> Server:
    """The same, with huey and dewey, and a lunch of each."""
    guarded.furnish()
    return guarded


def at_once(times: int, ask: Callable[[], TestResponse]) -> list[TestResponse]:
    """Ask so many times in so many threads, which wait for each other first."""
    barrier = Barrier(times)
    with ThreadPoolExecutor(times) as threads:
        asked = [threads.submit(lambda: (barrier.wait(30), ask())[1]) for _ in range(times)]
        return [answer.result() for answer in asked]


def test_a_newcomer_signs_up_logs_in_and_sees_nobody_else(server: Server) -> None:
    louie = {"nickname": "louie", "password": SECRET}

    signed_up = server.ask("POST /users", louie)
    token = server.log_in(louie)["access_token"]
    written = server.ask("POST /users/3/entries", LUNCH, token)

    assert text_of(signed_up) == '201 {"nickname":"louie","user_id":3}\n'
    assert text_of(written) == '201 {"amount":-9000,"day":"2026-11-23","entry_id":3,"memo":"lunch"}\n'
    users = text_of(server.ask("GET /users", None, token))
    assert users == '200 {"users":[{"balance":-9000,"entries":1,"nickname":"louie","user_id":3}]}\n'


def test_a_log_in_gives_two_tokens_that_nobody_on_the_way_may_keep(server: Server) -> None:
    answer = server.ask("POST /login", HUEY)

    given = answer.get_json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert list(given) == ["access_token", "expires_in", "refresh_token", "token_type"]
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 300)
    every = {"entries:read", "entries:write", "entries:delete", "transfers:write", "tokens:write"}
    assert tokens.read(KEYS, given["access_token"], "access").scope == every


def test_an_unknown_user_and_a_wrong_password_cost_and_say_the_same(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    methods: list[str] = []

    def counted(stored: str, password: str) -> bool:
        methods.append(stored.partition("$")[0])
        return check_password_hash(stored, password)

    monkeypatch.setattr(jwt_accounts, "check_password_hash", counted)

    answers = [server.ask("POST /login", {"nickname": name, "password": NEW}) for name in ("huey", "nobody")]

    assert [text_of(answer) for answer in answers] == [WRONG, WRONG]
    assert methods == [CHEAP, CHEAP]
    assert server.dump() == FURNISHED


def test_a_password_is_stored_as_owasp_wants_it_if_nothing_else_is_said() -> None:
    engine = engine_for("sqlite://")
    app = jwt_server.create_app(engine, KEYS)

    app.test_client().post("/users", json=HUEY)

    with engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT password_hash FROM users").scalar()
    engine.dispose()
    methods = {str(written).partition("$")[0] for written in (stored, app.config["NOBODYS_HASH"])}
    assert methods == {"scrypt:32768:8:3"}


def test_log_ins_at_once_are_all_let_in(server: Server) -> None:
    answers = at_once(8, lambda: server.ask("POST /login", HUEY))

    assert [answer.status_code for answer in answers] == [200] * 8


def test_log_ins_and_changes_of_the_password_at_once_do_not_lock_each_other_out(server: Server) -> None:
    token = server.log_in()["access_token"]
    same = {"password": SECRET, "new_password": SECRET}
    turns = count()

    def log_in_or_change() -> TestResponse:
        if next(turns) % 4:
            return server.ask("POST /login", HUEY)
        return server.ask("PUT /users/1/password", same, token)

    answers = at_once(16, log_in_or_change)

    # Salted anew, the same password is another hash; so a log-in may come too late.
    assert {answer.status_code for answer in answers} <= {200, 204, 401, 403}


def test_a_log_in_during_which_the_password_is_changed_does_not_begin(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed_meanwhile(*_: str) -> bool:
        server.run("UPDATE users SET password_hash = 'another' WHERE user_id = 1")
        return True

    monkeypatch.setattr(jwt_accounts, "check_password_hash", changed_meanwhile)

    answer = server.ask("POST /login", HUEY)

    assert (text_of(answer), server.run("SELECT * FROM log_ins")) == (WRONG, [])


def test_log_ins_that_have_expired_are_removed_at_the_next_one_of_that_user(server: Server) -> None:
    for sid, user_id, seconds in (("old", 1, -60), ("phone", 1, 60), ("of-dewey", 2, -60)):
        server.run(f"INSERT INTO log_ins VALUES ('{sid}', {user_id}, 'x', {int(time.time()) + seconds})")

    server.log_in(HUEY)

    left = {sid for (sid,) in server.run("SELECT sid FROM log_ins")}
    assert (len(left), left & {"old", "phone", "of-dewey"}) == (3, {"phone", "of-dewey"})


def test_a_refresh_token_is_good_for_one_pair_and_then_ends_the_log_in(server: Server) -> None:
    first = server.log_in()
    server.run("UPDATE log_ins SET expires_at = 1")
    answer = server.refresh(first["refresh_token"])
    second, [(expires_at,)] = answer.get_json(), server.run("SELECT expires_at FROM log_ins")
    works = server.ask("GET /users/1/entries", None, second["access_token"]).status_code

    stolen = [server.refresh(old["refresh_token"]) for old in (first, second)]
    ended = server.ask("GET /users/1/entries", None, second["access_token"])

    assert (answer.status_code, answer.headers["Cache-Control"], works) == (200, "no-store", 200)
    assert (second.keys(), int(time.time() - expires_at) // 86400) == (first.keys(), -30)
    assert len({pair[use] for pair in (first, second) for use in ("access_token", "refresh_token")}) == 4
    assert [text_of(refusal) for refusal in [*stolen, ended]] == [REFUSED] * 3
    assert server.dump() == FURNISHED


def test_of_refreshes_at_once_with_one_token_one_is_answered(server: Server) -> None:
    refresh_token = server.log_in()["refresh_token"]

    answers = at_once(20, lambda: server.refresh(refresh_token))

    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 19
    assert server.run("SELECT * FROM log_ins") == []


@pytest.mark.parametrize("end", ["POST /logout", "PUT /users/1/password", "deletion"])
def test_what_ends_a_log_in_ends_all_its_tokens(server: Server, end: str) -> None:
    pair, of_dewey = server.log_in(), server.log_in(DEWEY)
    writer = server.hand_on(pair["access_token"])

    if end == "deletion":
        for table in ("entries", "users"):
            server.run(f"DELETE FROM {table} WHERE user_id = 1")
    else:
        sent = CHANGE if "password" in end else {"refresh_token": pair["refresh_token"]}
        assert server.ask(end, sent, pair["access_token"]).status_code == 204

    refusals = [
        server.ask("GET /users/1/entries", None, pair["access_token"]),
        server.ask("POST /users/1/entries", LUNCH, writer),
        server.refresh(pair["refresh_token"]),
    ]
    assert [text_of(refusal) for refusal in refusals] == [REFUSED] * 3
    assert server.refresh(of_dewey["refresh_token"]).status_code == 200


def test_a_log_out_ends_one_log_in_and_a_new_password_all(server: Server) -> None:
    phone, laptop, tablet = (server.log_in() for _ in range(3))

    server.ask("POST /logout", {"refresh_token": phone["refresh_token"]})
    changed = server.ask("PUT /users/1/password", CHANGE, laptop["access_token"])

    assert (changed.status_code, server.dump()[2:]) == (204, FURNISHED[2:])
    assert text_of(server.ask("GET /users", None, tablet["access_token"])) == REFUSED
    assert text_of(server.ask("POST /login", HUEY)) == WRONG
    assert server.log_in(HUEY | {"password": NEW})


def test_a_token_that_is_handed_on_lasts_as_long_as_was_asked(server: Server) -> None:
    asked = {"scope": "entries:write entries:read", "minutes": 1440}

    answer = server.ask("POST /tokens", asked, server.log_in()["access_token"])

    given = answer.get_json()
    claims = jwt.decode(given.pop("access_token"), options={"verify_signature": False})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert given == {"token_type": "Bearer", "expires_in": 86400, "scope": "entries:write entries:read"}
    assert (claims["exp"] - claims["iat"], claims["scope"]) == (86400, "entries:write entries:read")


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


def test_no_secret_gets_into_a_log(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "sqlalchemy.engine")

    pair = server.log_in()
    server.ask("POST /login", HUEY | {"password": "a-bad-guess"})
    server.ask("POST /users/1/entries", LUNCH, pair["access_token"])
    server.ask("GET /users", None, pair["refresh_token"])
    server.refresh(pair["refresh_token"])
    server.ask("PUT /users/1/password", CHANGE, server.log_in()["access_token"])

    assert "INSERT INTO entries" in caplog.text
    secrets = [SECRET, NEW, "a-bad-guess", "eyJ", *KEYS.values()]
    assert [secret for secret in secrets if secret in caplog.text] == []
