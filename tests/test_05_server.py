"""Stage 5, the server: who comes in, who stays in, and who may do what."""

import logging
import time

import jwt
import jwt_accounts
import jwt_server
import pytest
import tokens
from jwt_databases import engine_for
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.security import check_password_hash
from werkzeug.test import TestResponse

from tests.account_servers import DEWEY, HUEY, LUNCH, SECRET, text_of
from tests.guarded_servers import CHEAP, FURNISHED, KEYS, REFUSED, Server
from tests.threads import at_once

NEW = "even-more-secret"
WRONG = (
    "401 {'WWW-Authenticate': 'Bearer realm=household-book'} {\"error\":\"Nickname or password is wrong.\"}\n"
)
CHANGE = {"password": SECRET, "new_password": NEW}


@pytest.fixture
def server(guarded: Server) -> Server:
    """The same, with huey and dewey, and a lunch of each."""
    guarded.furnish()
    return guarded


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
    answers = at_once(8, lambda _: server.ask("POST /login", HUEY))

    assert [answer.status_code for answer in answers] == [200] * 8


def test_log_ins_and_changes_of_the_password_at_once_do_not_lock_each_other_out(server: Server) -> None:
    token = server.log_in()["access_token"]
    same = {"password": SECRET, "new_password": SECRET}

    def log_in_or_change(number: int) -> TestResponse:
        if number % 4:
            return server.ask("POST /login", HUEY)
        return server.ask("PUT /users/1/password", same, token)

    answers = at_once(16, log_in_or_change)

    # Salted anew, the same password is another hash; so a log-in may come too late.
    statuses = {answer.status_code for answer in answers}
    assert statuses <= {200, 204, 401, 403}
    assert statuses & {200, 204}


def test_a_log_in_during_which_the_password_is_changed_does_not_begin(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed_meanwhile(*_: str) -> bool:
        server.run("UPDATE users SET password_hash = 'another' WHERE user_id = 1")
        return True

    monkeypatch.setattr(jwt_accounts, "check_password_hash", changed_meanwhile)

    answer = server.ask("POST /login", HUEY)

    assert (text_of(answer), server.run("SELECT * FROM log_ins")) == (WRONG, [])


def test_a_password_that_is_changed_meanwhile_is_not_overwritten(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = server.log_in()["access_token"]

    def changed_meanwhile(*_: str) -> bool:
        server.run("UPDATE users SET password_hash = 'another' WHERE user_id = 1")
        return True

    monkeypatch.setattr(jwt_accounts, "check_password_hash", changed_meanwhile)

    answer = server.ask("PUT /users/1/password", CHANGE, token)

    assert text_of(answer) == '403 {"error":"The password is wrong."}\n'
    assert server.run("SELECT password_hash FROM users WHERE user_id = 1") == [("another",)]


def test_an_access_token_ends_with_its_log_in_however_long_it_lasts_itself(server: Server) -> None:
    token = server.log_in()["access_token"]

    server.run(f"UPDATE log_ins SET expires_at = {int(time.time()) - 1}")

    assert text_of(server.ask("GET /users", None, token)) == REFUSED


def test_changes_of_one_entry_at_once_are_all_answered(server: Server) -> None:
    token = server.log_in()["access_token"]

    answers = at_once(
        8, lambda number: server.ask("PUT /users/1/entries/1", LUNCH | {"amount": number + 1}, token)
    )

    assert [answer.status_code for answer in answers] == [200] * 8


def test_another_server_on_the_same_database_knows_who_has_logged_in_and_out(server: Server) -> None:
    with server.app.config["SESSION"]() as session:
        other = jwt_server.create_app(session.get_bind(), KEYS, CHEAP).test_client()
    pair = server.log_in()
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}

    before = other.get("/users", headers=bearer)
    server.ask("POST /logout", {"refresh_token": pair["refresh_token"]})
    after = other.get("/users", headers=bearer)

    assert (before.status_code, after.status_code) == (200, 401)


def test_why_a_token_is_refused_stands_in_the_log_alone(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    answer = server.ask("GET /users", None, server.log_in()["refresh_token"])

    assert text_of(answer) == REFUSED
    assert "401: InvalidTokenError('This is no access token')" in caplog.text


def test_a_server_does_not_start_with_a_key_that_can_be_guessed() -> None:
    with pytest.raises(ValueError, match="A key can be guessed"):
        jwt_server.create_app(engine_for("sqlite://"), {"autumn": "short"}, CHEAP)


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

    answers = at_once(20, lambda _: server.refresh(refresh_token))

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
    # SQLAlchemy would put what was sent into the text of each error.
    with server.app.config["SESSION"]() as session, pytest.raises(DBAPIError) as error:
        session.execute(text("SELECT :secret FROM nowhere"), {"secret": SECRET})
    assert SECRET not in str(error.value)
    secrets = [SECRET, NEW, "a-bad-guess", "eyJ", *KEYS.values()]
    assert [secret for secret in secrets if secret in caplog.text] == []
