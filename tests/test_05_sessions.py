"""Stage 5, the two small servers: who is remembered under a number, and who brings a token."""

import re
import runpy
from threading import Thread
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
import session_server
import token_server
import tokens
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.test import TestResponse

from tests.stages import ROOT

HUEY = {"nickname": "huey", "password": "very-secret"}
DEWEY = {"nickname": "dewey", "password": "also-secret"}
KEYS = {"autumn": "autumn-leaves-fall-0123456789-abcdef", "summer": "summer-rain-is-warm-0123456789-abcd"}
_, STORED = session_server.users["huey"]
on_both = pytest.mark.parametrize("server", [session_server, token_server], ids=["session", "token"])


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock of the server with sessions, which stands still; its users' password hashes take no time."""
    users = [generate_password_hash(user["password"], "pbkdf2:sha256:1") for user in (HUEY, DEWEY)]
    clock = SimpleNamespace(now=5000.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr(session_server, "users", {"huey": (1, users[0]), "dewey": (2, users[1])})
    monkeypatch.setattr(session_server, "sessions", {})
    monkeypatch.setattr(session_server, "time", clock)
    monkeypatch.setitem(token_server.app.config, "KEYS", KEYS)
    return clock


def ask(server: Any, request: str, sent: object = None, **headers: str) -> TestResponse:
    """Send a request such as "GET /me"; what a server wants to be kept, nobody keeps."""
    method, path = request.split()
    client = server.app.test_client(use_cookies=False)
    answer: TestResponse = client.open(path, method=method, json=sent, headers=headers)
    return answer


def cookie_of(user: dict[str, str], **headers: str) -> str:
    """Log in, and return what is to be sent as a cookie."""
    return ask(session_server, "POST /login", user, **headers).headers["Set-Cookie"].partition(";")[0]


def me(cookie: str) -> int:
    """Return the status with which the server says who has this cookie."""
    return ask(session_server, "GET /me", Cookie=cookie).status_code


def text_of(answer: TestResponse) -> str:
    """Return status, what the server asks for, and body."""
    return f"{answer.status_code} {answer.headers.get('WWW-Authenticate')} {answer.text}".strip()


def test_a_number_that_no_script_gets_at_stands_for_who_has_logged_in() -> None:
    answers = [ask(session_server, "POST /login", user) for user in (HUEY, DEWEY)]

    assert list(session_server.sessions.values()) == [
        session_server.Session(1, 6800.0),
        session_server.Session(2, 6800.0),
    ]
    for user_id, answer, number in zip((1, 2), answers, session_server.sessions, strict=True):
        said = f'200 None {{"user_id":{user_id}}}'
        cookie = f"session_id={number}"
        assert len(number) == 43
        assert answer.headers.getlist("Set-Cookie") == [f"{cookie}; HttpOnly; SameSite=Lax; Path=/"]
        assert text_of(answer) == said
        assert text_of(ask(session_server, "GET /me", Cookie=cookie)) == said


def test_each_log_in_gets_a_number_of_its_own_whatever_is_brought() -> None:
    bad = ["session_id=chosen-by-somebody-else", "", "session_id=", "session_id=1", "other=1"]

    good = [cookie_of(HUEY), cookie_of(HUEY), cookie_of(HUEY, Cookie=bad[0])]

    assert [me(cookie) for cookie in good + bad] == [200] * 3 + [401] * 5
    assert len(session_server.sessions) == len({*good}) == 3


@on_both
def test_an_unknown_user_and_a_wrong_password_say_and_cost_the_same(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = Mock(wraps=check_password_hash)
    monkeypatch.setattr(session_server, "check_password_hash", check)
    # The last one knows huey's password, with which an unknown user's is compared.
    answers = [
        ask(server, "POST /login", {"nickname": nickname, "password": password})
        for nickname, password in [("huey", "wrong"), ("louie", "wrong"), ("louie", "very-secret")]
    ]

    said = {f"{answer.status} {answer.headers}{answer.text}" for answer in answers}
    assert len(said) == 1
    assert re.match(
        r'401 [^{]*WWW-Authenticate: [^{]*{"error":"Nickname or password is wrong\."}\n$', said.pop()
    )
    assert [call.args[0].split("$")[0] for call in check.call_args_list] == ["pbkdf2:sha256:1"] * 3
    assert session_server.sessions == {}


def test_a_password_is_kept_as_owasp_wants_it() -> None:
    assert STORED.startswith("scrypt:32768:8:3$")


def test_a_session_ends_half_an_hour_after_the_last_request(clock: SimpleNamespace) -> None:
    cookie = cookie_of(HUEY)
    statuses = []

    for seconds in (1800, 1799, 1801, 0):
        clock.now += seconds
        statuses.append(me(cookie))

    assert statuses == [200, 200, 401, 401]
    assert session_server.sessions == {}


def test_after_the_log_out_the_number_is_good_for_nothing() -> None:
    first, second = cookie_of(HUEY), cookie_of(HUEY)

    answers = [text_of(ask(session_server, "POST /logout", Cookie=first)) for _ in range(2)]

    assert answers == ["204 None"] * 2
    refused = text_of(ask(session_server, "GET /me", Cookie=first))
    assert refused == '401 Session {"error":"There is no such session here. Log in."}'
    assert me(second) == 200


def test_a_log_in_with_a_cookie_ends_what_that_stood_for_and_a_log_out_takes_it_away() -> None:
    first = cookie_of(HUEY)

    second = cookie_of(HUEY, Cookie=first)
    log_out = ask(session_server, "POST /logout", Cookie=second)

    assert (me(first), session_server.sessions) == (401, {})
    assert log_out.headers["Set-Cookie"] == "session_id=; Max-Age=0; Path=/"


def test_a_request_during_the_log_out_does_not_bring_the_session_back(clock: SimpleNamespace) -> None:
    cookie = cookie_of(HUEY)
    log_out = Thread(target=ask, args=[session_server, "POST /logout"], kwargs={"Cookie": cookie})

    def log_out_meanwhile() -> float:
        clock.monotonic = lambda: clock.now
        log_out.start()
        log_out.join(0.2)  # It may have to wait for us.
        return 5000.0

    clock.monotonic = log_out_meanwhile
    me(cookie)
    log_out.join(30)

    assert me(cookie) == 401


@on_both
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"[]", "json", 400), (b'{"nickname": "huey"}', "json", 422), (b"nickname=huey", "octet-stream", 415)],
    ids=["no object", "no password", "no JSON"],
)
def test_what_is_no_log_in_is_told_so(server: Any, body: bytes, kind: str, status: int) -> None:
    answer = server.app.test_client().post("/login", data=body, content_type=f"application/{kind}")

    assert (answer.status_code, list(answer.get_json())) == (status, ["error"])


def test_a_token_says_who_has_logged_in_and_nothing_is_remembered() -> None:
    answer = ask(token_server, "POST /login", DEWEY)
    [(name, token)] = answer.get_json().items()

    shown = ask(token_server, "GET /me", Authorization=f"Bearer {token}")

    assert (answer.status_code, name, "Set-Cookie" in answer.headers) == (200, "access_token", False)
    assert text_of(shown) == '200 None {"user_id":2}'
    assert session_server.sessions == {}


@pytest.mark.parametrize(
    "sent",
    ["", "Bearer", "Basic aHVleTp2ZXJ5LXM=", "{good}", "Token {good}", "Bearer {refresh}", "Bearer {old}"],
    ids=["nothing", "no token", "password", "no scheme", "another scheme", "for refreshing", "expired"],
)
def test_what_is_no_good_token_is_a_401_that_does_not_say_why(sent: str) -> None:
    good, refresh = tokens.issue(KEYS, "access", 1, "x"), tokens.issue(KEYS, "refresh", 1, "x")
    header = sent.format(good=good, refresh=refresh, old=tokens.issue(KEYS, "access", 1, "x", lifetime=-11))

    answer = ask(token_server, "GET /me", Authorization=header, Cookie=f"session_id={good}")

    assert text_of(answer).startswith(
        '401 Bearer error="invalid_token" {"error":"The token is missing, or no'
    )


@pytest.mark.parametrize(
    ("written", "status"),
    [
        pytest.param("summer:{summer},autumn:{autumn}", 200, id="the same key as the second one"),
        pytest.param("autumn:{summer}", 401, id="another key of that name"),
        pytest.param("winter:{autumn}", 401, id="the same key by another name"),
        pytest.param("", 401, id="a key of its own"),
    ],
)
def test_a_token_is_good_wherever_its_key_is_known(
    written: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JWT_KEYS", written.format_map(KEYS))
    another = SimpleNamespace(**runpy.run_path(str(ROOT / "05_jwt" / "token_server.py")))

    token = ask(token_server, "POST /login", HUEY).get_json()["access_token"]
    answer = ask(another, "GET /me", Authorization=f"Bearer {token}")

    assert answer.status_code == status
