"""Stage 3, its steps: what each function does, on MariaDB and on the practice server."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import ask_sql
import connecting
import dict_rows
import error_numbers
import injection
import local_mariadb
import placeholders
import pymysql
import pytest
import tables
import transactions
from mysql_server import Connection
from werkzeug.security import check_password_hash

from tests.mysql_faults import own_database

CHEAP = "pbkdf2:sha256:1"
USERS, ENTRIES = "SELECT nickname, password_hash FROM users", "SELECT user_id, day, amount, memo FROM entries"


@pytest.fixture(params=["mariadb", "practice"])
def settings(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """The arguments of pymysql.connect for an empty database."""
    with own_database(request.getfixturevalue(request.param)) as settings:
        yield settings


@pytest.fixture
def connection(settings: dict[str, Any]) -> Iterator[Connection]:
    """A connection to the empty database."""
    with closing(pymysql.connect(**settings)) as connection:
        yield connection


@pytest.fixture
def somebody_else(settings: dict[str, Any]) -> Iterator[Connection]:
    """A second connection to the same database."""
    with closing(pymysql.connect(**settings)) as connection:
        yield connection


@pytest.fixture
def with_tables(connection: Connection) -> Connection:
    """A connection to a database with the stage's two tables."""
    tables.create_tables(connection)
    return connection


def test_a_connection_knows_who_and_where_it_is(settings: dict[str, Any]) -> None:
    user, database, charset = connecting.ask(settings)

    assert user.startswith(f"{settings['user']}@")
    assert (database, charset) == (settings["database"], "utf8mb4")


@pytest.mark.parametrize("fails", [False, True])
def test_the_connection_that_asked_is_closed(
    settings: dict[str, Any], fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Connection] = []
    connect = pymysql.connect

    def remember(**arguments: Any) -> Connection:
        opened.append(connect(**arguments))
        return opened[-1]

    def fail(*_: object) -> None:
        raise pymysql.OperationalError(2013, "lost")

    monkeypatch.setattr(pymysql, "connect", remember)
    if fails:
        monkeypatch.setattr(pymysql.cursors.Cursor, "execute", fail)
        with pytest.raises(pymysql.OperationalError):
            connecting.ask(settings)
    else:
        connecting.ask(settings)

    assert [connection.open for connection in opened] == [False]


def test_each_failure_to_connect_has_its_number_and_says_what_to_do(settings: dict[str, Any]) -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"port": local_mariadb.free_port()},
        {"password": "wrong"},
        {"database": "nowhere"},
    ]

    said = [connecting.try_to_connect({**settings, **changed}) for changed in changes]

    assert [line.split(": ")[0] for line in said] == [
        "connected",
        "2003 OperationalError",
        "1045 OperationalError",
        "1049 OperationalError",
    ]
    assert all("MYSQL_URL" in line for line in said[1:])


def test_creating_tables_twice_keeps_what_is_in_them(with_tables: Connection) -> None:
    placeholders.add_user(with_tables, "huey", "very-secret", CHEAP)

    tables.create_tables(with_tables)

    assert [name for name, _ in placeholders.read(with_tables, USERS)] == ["huey"]


def test_a_table_tells_its_columns(with_tables: Connection) -> None:
    users, entries = (tables.columns(with_tables, table) for table in ("users", "entries"))

    # MySQL 8 writes int, MariaDB int(11).
    assert [
        (name, re.sub(r"int\(\d+\)", "int", kind), key) for name, kind, _, key, *_ in users + entries
    ] == [
        ("user_id", "int", "PRI"),
        ("nickname", "varchar(64)", "UNI"),
        ("password_hash", "varchar(255)", ""),
        ("entry_id", "int", "PRI"),
        ("user_id", "int", "MUL"),
        ("day", "date", ""),
        ("amount", "bigint", ""),
        ("memo", "varchar(200)", ""),
    ]
    assert {null for _, _, null, *_ in users + entries} == {"NO"}


def test_a_user_gets_a_number_and_the_password_is_not_stored(with_tables: Connection) -> None:
    numbers = [placeholders.add_user(with_tables, name, "very-secret", CHEAP) for name in ("huey", "dewey")]

    [(_, stored), (_, other)] = placeholders.read(with_tables, USERS)
    assert numbers == [1, 2]
    assert "very-secret" not in stored
    assert stored != other
    assert check_password_hash(stored, "very-secret")


def test_without_a_word_a_password_is_hashed_as_owasp_wants_it(with_tables: Connection) -> None:
    placeholders.add_user(with_tables, "huey", "very-secret")

    [(_, stored)] = placeholders.read(with_tables, USERS)
    assert stored.startswith("scrypt:32768:8:3$")


def test_a_user_who_is_added_is_committed(with_tables: Connection, somebody_else: Connection) -> None:
    placeholders.add_user(with_tables, "huey", "very-secret", CHEAP)

    assert len(placeholders.read(somebody_else, USERS)) == 1


def test_entries_that_are_added_are_counted_and_committed(
    with_tables: Connection, somebody_else: Connection
) -> None:
    placeholders.add_user(with_tables, "huey", "very-secret", CHEAP)

    count = placeholders.add_entries(
        with_tables, [(1, "2026-11-23", -9000, "lunch"), (1, "2026-11-23", 0, "")]
    )

    assert count == 2
    assert len(placeholders.read(somebody_else, ENTRIES)) == 2


def test_before_commit_nobody_else_sees_a_row(with_tables: Connection, somebody_else: Connection) -> None:
    with_tables.cursor().execute(error_numbers.USER, ("huey",))

    assert len(placeholders.read(with_tables, USERS)) == 1
    assert placeholders.read(somebody_else, USERS) == []


def test_a_text_comes_back_as_it_was(with_tables: Connection) -> None:
    memos = [
        "점심 🍜",
        "O'Brien",
        '100 % "off"',
        "'); DROP TABLE users; --",
        "%s %(memo)s {0} ?",
        "\\ \\' \\0 \\",
        "a\0b",
        "two\r\nlines\t\x1a",
        "\u202e\u05e9\u05dc\u05d5\u05dd",
        "👨‍👩‍👧 \u1112\u1161\u11ab",
    ]
    placeholders.add_user(with_tables, "huey", "very-secret", CHEAP)

    placeholders.add_entries(with_tables, [(1, "2026-11-23", -9000, memo) for memo in memos])

    assert [memo for *_, memo in placeholders.read(with_tables, f"{ENTRIES} ORDER BY entry_id")] == memos
    assert placeholders.read(with_tables, f"{ENTRIES} WHERE memo = %s", memos[3])[0][3] == memos[3]


def test_bytes_come_back_as_they_were(connection: Connection) -> None:
    raw = bytes(range(256))
    connection.cursor().execute("CREATE TABLE pictures (picture VARBINARY(300))")

    connection.cursor().execute("INSERT INTO pictures VALUES (%s)", (raw,))

    assert placeholders.read(connection, "SELECT picture FROM pictures WHERE picture = %s", raw) == [(raw,)]


@pytest.mark.parametrize(
    ("who", "careless", "careful"),
    [
        ("as intended", "huey", "huey"),
        ("wrong secret", "nobody", "nobody"),
        ("no secret", "huey", "nobody"),
        ("everybody", "dewey, huey", "nobody"),
        ("the secrets", "blue-roof, red-door", "nobody"),
        ("O'Brien", "ProgrammingError 1064", "nobody"),
    ],
)
def test_only_without_placeholders_who_logs_in_writes_the_sql(
    connection: Connection, who: str, careless: str, careful: str
) -> None:
    injection.make_members(connection)

    found = [
        injection.attempt(log_in, connection, who)
        for log_in in (injection.log_in_carelessly, injection.log_in)
    ]

    assert found == [careless, careful]
    assert placeholders.read(connection, "SHOW TABLES") == [("members",)]


def test_all_attempts_are_tested() -> None:
    marks = test_only_without_placeholders_who_logs_in_writes_the_sql.pytestmark  # type: ignore[attr-defined]

    assert [row[0] for row in marks[0].args[1]] == list(injection.ATTEMPTS)


def test_rows_are_dictionaries_of_python_types(with_tables: Connection, settings: dict[str, Any]) -> None:
    placeholders.add_user(with_tables, "huey", "very-secret", CHEAP)
    days = ["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"]
    placeholders.add_entries(with_tables, [(1, day, -9000, "lunch") for day in days])

    rows = dict_rows.entries_of(settings, 1)

    assert rows == [
        {"day": date(2026, 11, 1), "amount": -9000, "memo": "lunch"},
        {"day": date(2026, 11, 30), "amount": -9000, "memo": "lunch"},
    ]
    assert dict_rows.entries_of(settings, 2) == []


def test_a_sum_is_a_decimal_and_of_nothing_it_is_none(
    with_tables: Connection, settings: dict[str, Any]
) -> None:
    placeholders.add_user(with_tables, "huey", "very-secret", CHEAP)
    placeholders.add_entries(with_tables, [(1, "2026-11-23", 2**62, "much")] * 3)

    some, none = (dict_rows.balance_of(settings, user_id) for user_id in (1, 2))

    assert some == {"entries": 3, "balance": Decimal(3 * 2**62)}
    assert isinstance(some["balance"], Decimal)
    assert none == {"entries": 0, "balance": None}


def test_a_transfer_is_seen_by_others_when_it_is_complete(
    connection: Connection, somebody_else: Connection
) -> None:
    transactions.make_purses(connection)
    transactions.add(connection, "huey", -3000)

    before = transactions.purses(somebody_else)
    connection.commit()
    still = transactions.purses(somebody_else)
    somebody_else.commit()
    after = transactions.purses(somebody_else)

    assert [before["huey"], still["huey"], after["huey"]] == [10000, 10000, 7000]


@pytest.mark.parametrize(("giver", "taker"), [("huey", "louie"), ("louie", "huey")])
def test_a_transfer_that_fails_leaves_nothing_behind(
    connection: Connection, somebody_else: Connection, giver: str, taker: str
) -> None:
    transactions.make_purses(connection)

    with pytest.raises(LookupError, match="louie"):
        transactions.transfer(connection, giver, taker, 2000)
    connection.commit()

    assert transactions.purses(somebody_else) == {"huey": 10000, "dewey": 0}


def test_a_transfer_is_committed(connection: Connection, somebody_else: Connection) -> None:
    transactions.make_purses(connection)

    transactions.transfer(connection, "huey", "dewey", 2000)

    assert transactions.purses(somebody_else) == {"huey": 8000, "dewey": 2000}


def test_who_leaves_in_the_middle_has_changed_nothing(
    connection: Connection, settings: dict[str, Any]
) -> None:
    transactions.make_purses(connection)

    transactions.leave_in_the_middle(settings)

    assert transactions.purses(connection) == {"huey": 10000, "dewey": 0}


def test_a_row_that_nobody_changes_is_not_locked(connection: Connection) -> None:
    transactions.make_purses(connection)

    # That it waits if somebody does, test_transactions_prints_what_is_true shows, which takes a second.
    assert transactions.wait_for_a_lock(connection, "huey") == "there was no lock"


def test_each_rule_that_is_broken_has_its_number_and_class_and_writes_nothing(connection: Connection) -> None:
    error_numbers.prepare(connection)
    contents = [USERS, ENTRIES, "SELECT text FROM notes"]
    before = [placeholders.read(connection, sql) for sql in contents]

    said = {
        what: error_numbers.attempt(connection, sql, values).split()[:2]
        for what, sql, values in error_numbers.ATTEMPTS
    }

    assert said == {
        "a nickname that is taken": ["1062", "IntegrityError"],
        "two users, one of them taken": ["1062", "IntegrityError"],
        "no such table": ["1146", "ProgrammingError"],
        "no such column": ["1054", "OperationalError"],
        "no SQL": ["1064", "ProgrammingError"],
        "nothing where something must be": ["1048", "IntegrityError"],
        "an entry of nobody": ["1452", "IntegrityError"],
        "a text too long": ["1406", "DataError"],
        "an amount too large": ["1264", "DataError"],
        "a day that is none": ["1292", "OperationalError"],
        "an emoji in a latin1 column": ["1366", "DataError"],
        "a user who still has entries": ["1451", "IntegrityError"],
    }
    assert [placeholders.read(connection, sql) for sql in contents] == before


def test_a_statement_that_does_not_fail_is_undone_too(with_tables: Connection) -> None:
    said = error_numbers.attempt(with_tables, error_numbers.USER, ("louie",))

    assert said == "it did not fail"
    assert placeholders.read(with_tables, USERS) == []


def test_signing_up_says_in_words_what_the_number_means(
    connection: Connection, somebody_else: Connection
) -> None:
    error_numbers.prepare(connection)

    said = [error_numbers.sign_up(connection, name) for name in ("huey", "louie")]
    with pytest.raises(pymysql.DataError):
        error_numbers.sign_up(connection, "h" * 65)

    assert said == ["The nickname huey is taken. Choose another.", "Welcome, louie."]
    assert [name for name, _ in placeholders.read(somebody_else, f"{USERS} ORDER BY user_id")] == [
        "huey",
        "louie",
    ]


# ask_sql.py


def test_sql_of_ones_own_is_answered_with_rows_or_a_number(settings: dict[str, Any]) -> None:
    with closing(pymysql.connect(**settings)) as connection:
        answers = [
            list(ask_sql.answer(connection, sql))
            for sql in (
                "SELECT 'lunch' AS memo, 1 + 1 AS two",
                "CREATE TABLE t (a INT)",
                "INSERT INTO t VALUES (1), (2)",
                "SELECT * FROM nowhere",
            )
        ]

    assert answers[:3] == [["memo | two", "lunch | 2", "(1 rows)"], ["(0 rows)"], ["(2 rows)"]]
    assert answers[3][0].startswith("1146: Table")
