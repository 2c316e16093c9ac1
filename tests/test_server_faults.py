"""What the servers of stages 3 and 4 answer when their database is away, busy, or not what it was."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import practice_server
import pymysql
import pytest
from werkzeug.test import TestResponse

from tests.account_servers import DAY, FURNISHED, HUEY, LUNCH, SECRET, Server, on_mysql, on_sqlite
from tests.mysql_faults import Fault, Proxy, ask, own_database, proxied
from tests.threads import at_once

GIFT = {"from_user": 1, "to_user": 2, "day": DAY, "amount": 5000, "memo": "rent"}
GIVEN = [*FURNISHED, f"3 1 {DAY} -5000 rent", f"4 2 {DAY} 5000 rent"]
AWAY = {"error": "The database does not answer. Look whether your change is there before you send it again."}
OUR_FAULT = {
    "error": "The server encountered an internal error and was unable to complete your request. "
    "Either the server is overloaded or there is an error in the application."
}
# The numbers of errors that a rule of a table gives.
CHECK_OF_MYSQL, CHECK_OF_MARIADB = 3819, 4025
# Each connection begins with SET AUTOCOMMIT; this is the whole of a statement.
COMMIT = b"\x03COMMIT"
# MariaDB waits 50 seconds for a lock that somebody else has; here, not at all.
IMPATIENT = "SET SESSION innodb_lock_wait_timeout = 0"
SERVERS = ["pymysql-on-mariadb", "pymysql-on-practice", "sqlalchemy-on-mariadb", "sqlalchemy-on-practice"]


class Breakable:
    """A server, and the line on which it reaches its database."""

    def __init__(self, server: Server, proxy: Proxy, settings: dict[str, Any]) -> None:
        self.server = server
        self.proxy = proxy
        # Past the proxy.
        self.settings = settings
        self.ask = server.ask
        self.dump = server.dump


def breakable(request: pytest.FixtureRequest, **settings: Any) -> Iterator[Breakable]:
    """Yield the server that a fixture with the parameters SERVERS is asked for."""
    stage, _, database = request.param.partition("-on-")
    with ExitStack() as stack:
        if database == "mariadb":
            url = request.getfixturevalue("mariadb")
        else:
            url = stack.enter_context(practice_server.running())
        direct = stack.enter_context(own_database(url))
        proxy, its_settings = stack.enter_context(proxied(direct))
        server = stack.enter_context(on_mysql(stage, {**its_settings, **settings}, direct))
        yield Breakable(server, proxy, direct)


@pytest.fixture(scope="module", params=SERVERS)
def unbroken(request: pytest.FixtureRequest) -> Iterator[Breakable]:
    """A server of users and entries, on MySQL."""
    yield from breakable(request)


@pytest.fixture
def server(unbroken: Breakable) -> Iterator[Breakable]:
    """The same, with huey and dewey and a lunch of each."""
    unbroken.server.furnish()
    yield unbroken
    unbroken.proxy.mend()


@pytest.fixture(params=SERVERS)
def impatient_server(request: pytest.FixtureRequest) -> Iterator[Breakable]:
    """A server that waits for no lock."""
    for server in breakable(request, init_command=IMPATIENT):
        server.server.furnish()
        yield server


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Server]:
    """The server of stage 4 on an SQLite file; it waits for no lock."""
    with on_sqlite(tmp_path / "book.sqlite3", seconds=0) as server:
        server.furnish()
        yield server


def is_away(answer: TestResponse) -> bool:
    """Return whether the answer says that it is the database, and when to ask again."""
    headers = {"Content-Type": "application/json", "Content-Length": "102", "Retry-After": "5"}
    return (answer.status_code, dict(answer.headers), answer.get_json()) == (503, headers, AWAY)


@pytest.mark.parametrize("statement", ["first INSERT", "last INSERT", "COMMIT"])
def test_a_line_cut_within_a_transfer_is_a_503_and_nothing_is_written(
    server: Breakable, statement: str
) -> None:
    # SQLAlchemy sends both entries with one INSERT.
    inserts = 2 if server.server.app.name == "pymysql_server" else 1
    fault = {
        "first INSERT": Fault(b"INSERT INTO entries"),
        "last INSERT": Fault(b"INSERT INTO entries", nth=inserts),
        "COMMIT": Fault(COMMIT),
    }[statement]
    server.proxy.set(fault)

    answer = server.ask("POST /transfers", GIFT)

    assert server.proxy.has_failed
    assert is_away(answer)
    assert server.dump() == FURNISHED


def test_after_a_cut_the_same_transfer_works(server: Breakable) -> None:
    server.proxy.set(Fault(b"INSERT INTO entries"))

    statuses = [server.ask("POST /transfers", GIFT).status_code for _ in range(2)]

    assert statuses == [503, 201]
    assert server.dump() == GIVEN


def test_a_line_cut_after_the_commit_is_a_503_although_it_is_written(server: Breakable) -> None:
    server.proxy.set(Fault(COMMIT, arrives=True))

    answer = server.ask("POST /transfers", GIFT)

    assert is_away(answer)
    assert server.dump() == GIVEN


def test_a_line_cut_while_reading_is_a_503(server: Breakable) -> None:
    server.proxy.set(Fault(b"JOIN entries"))

    answers = [server.ask("GET /users") for _ in range(2)]

    assert is_away(answers[0])
    assert answers[1].status_code == 200


def test_while_the_database_is_away_all_is_503_at_once_and_then_it_works_by_itself(server: Breakable) -> None:
    requests: dict[str, object] = {
        "GET /users": None,
        "POST /users": {"nickname": "louie", "password": SECRET},
        "GET /users/1/entries": None,
        "POST /users/1/entries": LUNCH,
        "PUT /users/1/entries/1": LUNCH,
        "DELETE /users/1/entries/1": None,
        "POST /transfers": GIFT,
    }
    server.proxy.close()

    began = time.monotonic()
    away = {request: is_away(server.ask(request, sent)) for request, sent in requests.items()}
    seconds = time.monotonic() - began
    server.proxy.open()

    assert away == dict.fromkeys(requests, True)
    assert seconds < 5
    assert server.dump() == FURNISHED
    assert server.ask("POST /transfers", GIFT).status_code == 201


def test_after_the_database_was_started_anew_the_first_request_works(server: Breakable) -> None:
    server.ask("GET /users")
    server.proxy.close()
    server.proxy.open()

    answer = server.ask("POST /transfers", GIFT)

    assert answer.status_code == 201


def test_what_is_wrong_with_a_request_is_said_also_while_the_database_is_away(server: Breakable) -> None:
    server.proxy.close()

    statuses = [server.ask("POST /transfers", {}).status_code, server.ask("GET /transfers").status_code]

    assert statuses == [422, 405]


def test_the_databases_number_says_whether_to_try_again(server: Breakable) -> None:
    expected = dict.fromkeys((1040, 1053, 1205, 1213, 1927), 503)
    expected |= dict.fromkeys((1064, 1142, 1146, CHECK_OF_MYSQL, CHECK_OF_MARIADB), 500)
    answers = {}

    for number in expected:
        server.proxy.set(Fault(b"INSERT INTO entries", number=number))
        answers[number] = server.ask("POST /transfers", GIFT)

    assert {number: answer.status_code for number, answer in answers.items()} == expected
    assert all(answer.get_json() in (AWAY, OUR_FAULT) for answer in answers.values())
    assert server.dump() == FURNISHED


def test_a_row_that_somebody_else_is_changing_is_a_503_until_they_are_done(
    impatient_server: Breakable,
) -> None:
    server = impatient_server
    changed = {**LUNCH, "amount": -9500}
    with closing(pymysql.connect(**server.settings)) as somebody:
        somebody.cursor().execute("UPDATE entries SET memo = 'mine'")

        meanwhile = server.ask("PUT /users/1/entries/1", changed)
        before = server.dump()
        somebody.rollback()
        afterwards = server.ask("PUT /users/1/entries/1", changed)

    assert is_away(meanwhile)
    assert before == FURNISHED
    assert afterwards.get_json() == {"entry_id": 1, **changed}


@pytest.mark.parametrize(
    ("method", "statement", "done"),
    [("PUT", b"UPDATE entries", 200), ("DELETE", b"DELETE FROM entries", 204)],
)
def test_of_a_change_and_a_deletion_at_the_same_time_one_comes_first(
    server: Breakable, method: str, statement: bytes, done: int
) -> None:
    deleted = []

    def delete() -> None:
        with suppress(pymysql.OperationalError):
            ask({**server.settings, "init_command": IMPATIENT}, "DELETE FROM entries")
            deleted.append(1)

    server.proxy.set(Fault(statement, meanwhile=delete))

    answer = server.ask(
        f"{method} /users/1/entries/1", {**LUNCH, "amount": -9500} if method == "PUT" else None
    )

    assert server.proxy.has_failed
    assert answer.status_code == (404 if deleted else done)


def test_a_table_that_is_gone_is_our_fault_and_the_answer_keeps_it_to_itself(
    impatient_server: Breakable,
) -> None:
    ask(impatient_server.settings, "DROP TABLE entries")

    answer = impatient_server.ask("GET /users")

    assert (answer.status_code, answer.get_json()) == (500, OUR_FAULT)


def test_of_transfers_at_the_same_time_none_is_lost(server: Breakable) -> None:
    back = {**GIFT, "from_user": 2, "to_user": 1, "amount": 1000}

    answers = at_once(6, lambda number: server.ask("POST /transfers", back if number % 2 else GIFT))

    ids = {entry_id for answer in answers for entry_id in answer.get_json()["entry_ids"]}
    users = server.ask("GET /users").get_json()["users"]
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len(ids) == 12
    assert [user["balance"] for user in users] == [-21000, 3000]


def test_of_two_who_want_the_same_nickname_at_the_same_time_one_gets_it(server: Breakable) -> None:
    louie = {**HUEY, "nickname": "louie"}

    answers = at_once(2, lambda _: server.ask("POST /users", louie))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(server.dump()) == len(FURNISHED) + 1


def test_on_sqlite_of_entries_at_the_same_time_none_is_lost(tmp_path: Path) -> None:
    with on_sqlite(tmp_path / "book.sqlite3") as server:
        server.furnish()

        answers = at_once(6, lambda _: server.ask("POST /users/1/entries", LUNCH))

        assert [answer.status_code for answer in answers] == [201] * 6
        assert len(server.dump()) == len(FURNISHED) + 6


def test_a_locked_sqlite_file_is_a_503_and_nothing_is_written(sqlite: Server) -> None:
    sqlite.run("BEGIN IMMEDIATE")

    meanwhile = sqlite.ask("POST /transfers", GIFT)
    reading = sqlite.ask("GET /users")
    sqlite.run("ROLLBACK")
    before = sqlite.dump()
    afterwards = sqlite.ask("POST /transfers", GIFT)

    assert is_away(meanwhile)
    assert before == FURNISHED
    assert (reading.status_code, afterwards.status_code) == (200, 201)


def test_on_sqlite_a_table_that_is_gone_is_our_fault(sqlite: Server) -> None:
    sqlite.run("DROP TABLE entries")

    answer = sqlite.ask("GET /users")

    assert (answer.status_code, answer.get_json()) == (500, OUR_FAULT)
