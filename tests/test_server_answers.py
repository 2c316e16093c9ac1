"""The servers of stages 3 and 4: the same requests, the same answers, byte for byte, on every database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pymysql_book
import pymysql_requests
import pytest
import sqlalchemy_book
import sqlalchemy_requests
from flask import Blueprint, Flask
from werkzeug.security import check_password_hash

from tests import account_servers
from tests.account_servers import BACKENDS, DAY, DEWEY, FURNISHED, HUEY, LUNCH, SECRET, Server, text_of

TEXTS = [
    pytest.param("점심 값", id="Korean"),
    pytest.param("🍜👨‍👩‍👧🇰🇷", id="emoji with joiners"),
    pytest.param("""it's "5 o'clock" `now`""", id="quotes"),
    pytest.param("'); DROP TABLE entries; --", id="SQL"),
    pytest.param("100 %s %(memo)s :memo {0} \\' \\n", id="placeholders"),
    pytest.param("<script>alert(1)</script>&amp;", id="HTML"),
    pytest.param("\u202eevil \u05e9\u05dc\u05d5\u05dd", id="right to left"),
    pytest.param("\u1112\u1161\u11ab e\u0301", id="decomposed"),
    pytest.param("two\nlines\tand\r\x1a\x7f", id="control characters"),
    pytest.param("🍜" * 64, id="64 emoji"),
]


@pytest.fixture(scope="session", params=BACKENDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of users and entries; it lives as long as its tests."""
    yield from account_servers.running(request, tmp_path_factory)


@pytest.fixture
def empty(server: Server) -> Server:
    """A server that knows nobody yet."""
    server.empty()
    return server


@pytest.fixture
def furnished(server: Server) -> Server:
    """A server with huey and dewey, and a lunch of each."""
    server.furnish()
    return server


def ask(server: Server, request: str, sent: object = None) -> str:
    """Send a request such as "GET /users", and return the whole answer as a text."""
    return text_of(server.ask(request, sent))


def test_a_book_from_its_beginning(empty: Server) -> None:
    conversation: list[tuple[str, object, str]] = [
        ("GET /users", None, '200 {"users":[]}\n'),
        ("POST /users", HUEY, '201 {"nickname":"huey","user_id":1}\n'),
        ("POST /users", DEWEY, '201 {"nickname":"dewey","user_id":2}\n'),
        ("GET /users/1/entries", None, '200 {"entries":[]}\n'),
        (
            "POST /users/1/entries",
            LUNCH,
            '201 {"amount":-9000,"day":"2026-11-23","entry_id":1,"memo":"lunch"}\n',
        ),
        (
            "POST /users/1/entries",
            {"day": "2026-11-01", "amount": 2500000},
            '201 {"amount":2500000,"day":"2026-11-01","entry_id":2,"memo":""}\n',
        ),
        (
            "POST /users/1/entries",
            {"day": DAY, "amount": 0, "memo": "tap water"},
            '201 {"amount":0,"day":"2026-11-23","entry_id":3,"memo":"tap water"}\n',
        ),
        (
            "GET /users/1/entries",
            None,
            '200 {"entries":[{"amount":0,"day":"2026-11-23","entry_id":3,"memo":"tap water"},'
            '{"amount":-9000,"day":"2026-11-23","entry_id":1,"memo":"lunch"},'
            '{"amount":2500000,"day":"2026-11-01","entry_id":2,"memo":""}]}\n',
        ),
        (
            "GET /users",
            None,
            '200 {"users":[{"balance":2491000,"entries":3,"nickname":"huey","user_id":1},'
            '{"balance":0,"entries":0,"nickname":"dewey","user_id":2}]}\n',
        ),
    ]

    answers = [ask(empty, request, sent) for request, sent, _ in conversation]

    assert answers == [expected for _, _, expected in conversation]


def test_an_entry_is_written_anew_also_as_it_is(furnished: Server) -> None:
    changed = {"day": "1900-01-01", "amount": -9500, "memo": "lunch for two"}

    answers = [ask(furnished, "PUT /users/1/entries/1", sent) for sent in (changed, LUNCH, LUNCH)]

    assert answers == [
        '200 {"amount":-9500,"day":"1900-01-01","entry_id":1,"memo":"lunch for two"}\n',
        '200 {"amount":-9000,"day":"2026-11-23","entry_id":1,"memo":"lunch"}\n',
        '200 {"amount":-9000,"day":"2026-11-23","entry_id":1,"memo":"lunch"}\n',
    ]
    assert furnished.dump() == FURNISHED


def test_a_gift_to_oneself_is_two_entries_that_cancel_out(furnished: Server) -> None:
    gift = {"from_user": 1, "to_user": 1, "day": DAY, "amount": 5000}

    answers = [ask(furnished, "POST /transfers", gift), ask(furnished, "GET /users")]

    assert answers == [
        '201 {"entry_ids":[3,4]}\n',
        '200 {"users":[{"balance":-9000,"entries":3,"nickname":"huey","user_id":1},'
        '{"balance":-9000,"entries":1,"nickname":"dewey","user_id":2}]}\n',
    ]


def test_a_deleted_entry_is_gone_and_its_number_is_not_given_again(empty: Server) -> None:
    ask(empty, "POST /users", HUEY)
    for _ in range(2):
        ask(empty, "POST /users/1/entries", LUNCH)

    answers = [
        ask(empty, "DELETE /users/1/entries/2"),
        ask(empty, "DELETE /users/1/entries/2"),
        ask(empty, "POST /users/1/entries", LUNCH),
        ask(empty, "GET /users"),
    ]

    assert answers == [
        "204 {'Content-Type': 'text/html; charset=utf-8'} ",
        '404 {"error":"User 1 has no entry 2."}\n',
        '201 {"amount":-9000,"day":"2026-11-23","entry_id":3,"memo":"lunch"}\n',
        '200 {"users":[{"balance":-18000,"entries":2,"nickname":"huey","user_id":1}]}\n',
    ]


def test_a_transfer_is_in_both_books(empty: Server) -> None:
    for user in (HUEY, DEWEY):
        ask(empty, "POST /users", user)
    gift = {"from_user": 1, "to_user": 2, "day": DAY, "amount": 10**12, "memo": " rent "}

    answers = [
        ask(empty, "POST /transfers", gift),
        ask(empty, "GET /users/1/entries"),
        ask(empty, "GET /users/2/entries"),
    ]

    assert answers == [
        '201 {"entry_ids":[1,2]}\n',
        '200 {"entries":[{"amount":-1000000000000,"day":"2026-11-23","entry_id":1,"memo":"rent"}]}\n',
        '200 {"entries":[{"amount":1000000000000,"day":"2026-11-23","entry_id":2,"memo":"rent"}]}\n',
    ]


@pytest.mark.parametrize(("giver", "taker"), [(1, 9), (9, 1)])
def test_a_transfer_with_an_unknown_user_writes_nothing(furnished: Server, giver: int, taker: int) -> None:
    gift = {"from_user": giver, "to_user": taker, "day": DAY, "amount": 5000}

    answer = ask(furnished, "POST /transfers", gift)

    assert answer == '404 {"error":"There is no user 9."}\n'
    assert furnished.dump() == FURNISHED


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_somebody_elses_entry_is_a_404_and_stays(furnished: Server, method: str) -> None:
    answer = ask(furnished, f"{method} /users/1/entries/2", LUNCH if method == "PUT" else None)

    assert answer == '404 {"error":"User 1 has no entry 2."}\n'
    assert furnished.dump() == FURNISHED


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_as_it_was(empty: Server, text: str) -> None:
    empty.ask("POST /users", {"nickname": text, "password": SECRET})
    empty.ask("POST /users/1/entries", {**LUNCH, "memo": text})

    assert empty.ask("GET /users").get_json()["users"][0]["nickname"] == text
    assert empty.ask("GET /users/1/entries").get_json()["entries"][0]["memo"] == text
    assert empty.run("SELECT nickname, memo FROM users, entries") == [(text, text)]


def test_what_is_not_ascii_is_written_in_ascii(empty: Server) -> None:
    answer = ask(empty, "POST /users", {"nickname": "김 🍜", "password": SECRET})

    assert answer == '201 {"nickname":"\\uae40 \\ud83c\\udf5c","user_id":1}\n'


def test_nicknames_are_the_same_only_if_their_bytes_are(empty: Server) -> None:
    names = ["huey", "Huey", "hüey", "🍜", "🍕", "strasse", "straße", "\ufb01", "fi", "\u00e9", "e\u0301"]

    for name in names:
        empty.ask("POST /users", {"nickname": name, "password": SECRET})

    assert [user["nickname"] for user in empty.ask("GET /users").get_json()["users"]] == names


def test_a_nickname_is_taken_whatever_blanks_are_around_it(furnished: Server) -> None:
    written = ["huey", " huey", "huey  ", "\thuey\n", "\u3000huey\u00a0"]

    answers = {ask(furnished, "POST /users", {"nickname": name, "password": SECRET}) for name in written}

    assert answers == {'409 {"error":"The nickname huey is taken. Choose another."}\n'}
    assert furnished.dump() == FURNISHED


def test_the_number_of_a_refused_user_is_given_to_the_next_by_sqlite_alone(empty: Server) -> None:
    for user in (HUEY, HUEY):
        empty.ask("POST /users", user)

    answer = empty.ask("POST /users", DEWEY)

    assert answer.get_json()["user_id"] == (2 if empty.is_sqlite else 3)


def test_a_balance_is_exact_beyond_what_a_float_holds(furnished: Server) -> None:
    furnished.run(f"UPDATE entries SET amount = {2**53} WHERE entry_id = 1")
    furnished.ask("POST /users/1/entries", {"day": DAY, "amount": 1})

    answer = ask(furnished, "GET /users")

    assert answer.startswith('200 {"users":[{"balance":9007199254740993,"entries":2,"nickname":"huey",')


@pytest.mark.parametrize("server", ["pymysql-on-practice", "sqlalchemy-on-sqlite"], indirect=True)
def test_a_password_is_stored_as_owasp_wants_it(empty: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(empty.app.config, "PASSWORD_HASH", empty.default_hash)

    empty.ask("POST /users", HUEY)

    [(stored,)] = empty.run("SELECT password_hash FROM users")
    assert stored.startswith("scrypt:32768:8:3$")
    assert check_password_hash(stored, SECRET)
    assert not any(SECRET in line for line in empty.dump())


def text_without(module: ModuleType, sentence: str) -> str:
    """Return a module's text, in which the sentence that names the other file is left out."""
    text = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert text.count(sentence) == 1
    return text.replace(sentence, "")


def test_both_stages_check_what_is_sent_by_the_same_text() -> None:
    of_pymysql = text_without(pymysql_requests, "The file sqlalchemy_requests.py of stage 04 is the same")
    of_sqlalchemy = text_without(sqlalchemy_requests, "The file pymysql_requests.py of stage 03 is the same")

    assert of_pymysql == of_sqlalchemy


def routes(book: Blueprint, set_up: Callable[[Flask], None]) -> set[tuple[str, str, str]]:
    """Return path, methods and view of each route."""
    app = Flask("routes")
    set_up(app)
    app.register_blueprint(book)
    return {(rule.rule, str(sorted(rule.methods or [])), rule.endpoint) for rule in app.url_map.iter_rules()}


def test_both_books_have_the_same_routes() -> None:
    of_pymysql = routes(pymysql_book.book, pymysql_requests.set_up)

    assert of_pymysql == routes(sqlalchemy_book.book, sqlalchemy_requests.set_up)
    assert len(of_pymysql) == 8
