"""The practice server starts, says what it is not, survives its clients, and leaves nothing behind."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import practice_server
import pymysql
import pytest
from sqlalchemy import MetaData, create_engine, inspect, make_url, text

from tests import components
from tests.practice_answers import connect, cut

SECONDS = 30
PROGRAM = [sys.executable, "-u", str(Path(practice_server.__file__))]
TABLES = (
    "CREATE TABLE owners (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL UNIQUE COMMENT 'who')",
    "CREATE TABLE cats (id BIGINT PRIMARY KEY, owner_id INT NOT NULL, born DATE, "
    "weight DECIMAL(5,2) DEFAULT 1.5, "
    "note TEXT, made DATETIME DEFAULT NOW(), good BOOLEAN NOT NULL DEFAULT TRUE, "
    "raw VARBINARY(9), KEY by_date (born, id), UNIQUE KEY pair (owner_id, born), "
    "CONSTRAINT owned FOREIGN KEY (owner_id) REFERENCES owners (id) ON DELETE CASCADE)",
)
SCRIPT = """
SELECT 1 + 1, 'text', NULL, 1.50;
CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL, price DECIMAL(8,2), day DATE);
INSERT INTO t (name, price, day) VALUES ('한글', 12.5, '2026-01-02'), ('b', NULL, NULL);
SELECT * FROM t;
UPDATE t SET price = 1 WHERE id = 2;
DESCRIBE t;
SHOW CREATE TABLE t\\G
SHOW TABLES;
INSERT INTO t (name) VALUES (NULL);
UPDATE t SET price=1 WHER id=2;
BEGIN;
DELETE FROM t;
ROLLBACK;
SELECT COUNT(*), SUM(price), AVG(id) FROM t;
DROP TABLE t;
SELECT * FROM t;
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, empty."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def value(url: str, sql: str = "SELECT 'well'") -> Any:
    """Return the first value of a query on a connection of its own."""
    with closing(connect(url, "test")) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
        return row and row[0]


def socket_to(url: str) -> socket.socket:
    """Open a socket to a server and read its greeting."""
    at = make_url(url)
    client = socket.create_connection((at.host or "", at.port or 0), SECONDS)
    assert client.recv(1)
    return client


def test_a_server_is_there_for_the_block_and_gone_after_it(temporary: Path) -> None:
    with practice_server.running() as url:
        answered = value(url)
        folders = [folder.name.startswith("practice-") for folder in temporary.iterdir()]

    assert answered == "well"
    assert folders == [True]
    assert list(temporary.iterdir()) == []
    with pytest.raises(pymysql.OperationalError) as refused:
        value(url)
    assert refused.value.args[0] == 2003


def test_a_block_that_fails_takes_its_server_along(temporary: Path, capfd: Any) -> None:
    def fail_with_an_open_connection() -> None:
        with practice_server.running() as url, closing(connect(url, "test")):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_with_an_open_connection()

    assert list(temporary.iterdir()) == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no way to send Ctrl-C to one process")
def test_the_program_says_what_it_is_not_and_ends_at_ctrl_c(temporary: Path) -> None:
    environment = os.environ | {"TMPDIR": str(temporary)}
    program = subprocess.Popen(
        PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert program.stdout
    first = program.stdout.readline()
    # The last line before it waits.
    lines = [program.stdout.readline() for _ in practice_server.WHAT_IT_IS_NOT.splitlines()]
    answered = value(first.split()[-1])

    program.send_signal(signal.SIGINT)
    rest, problems = program.communicate(timeout=SECONDS)

    assert first.startswith("Practice server at  mysql+pymysql://root@127.0.0.1:")
    assert "".join(lines) == practice_server.WHAT_IT_IS_NOT + "\n"
    assert "several writers" in practice_server.WHAT_IT_IS_NOT
    assert answered == "well"
    assert (rest, problems, program.returncode) == ("\nGone.\n", "", 0)
    assert list(temporary.iterdir()) == []


def test_a_taken_port_is_told_in_one_line(practice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = str(make_url(practice).port)
    monkeypatch.setattr(sys, "argv", ["practice_server.py", "--port", port])

    with pytest.raises(SystemExit) as ended:
        practice_server.main()

    assert str(ended.value).startswith(f"Port {port} cannot be used: ")
    assert "\n" not in str(ended.value)


def test_a_port_out_of_range_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["practice_server.py", "--port", "99999"])

    with pytest.raises(SystemExit) as ended:
        practice_server.main()

    assert str(ended.value).startswith("Port 99999 cannot be used: ")
    assert "\n" not in str(ended.value)


def test_a_port_can_be_chosen() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with practice_server.running(port) as url:
        assert make_url(url).port == port
        assert value(url) == "well"


@pytest.mark.parametrize(
    ("options", "number", "message"),
    [
        pytest.param(
            {"user": "kim", "password": "x"},
            1045,
            "Access denied for user 'kim'@'127.0.0.1' (using password: YES)",
            id="another user",
        ),
        pytest.param(
            {"user": "kim"},
            1045,
            "Access denied for user 'kim'@'127.0.0.1' (using password: NO)",
            id="no password",
        ),
        pytest.param(
            {"password": "x"},
            1045,
            "Access denied for user 'root'@'127.0.0.1' (using password: YES)",
            id="password",
        ),
        pytest.param({"database": "nope"}, 1049, "Unknown database 'nope'", id="no such database"),
    ],
)
def test_who_is_refused_is_told_why(
    practice: str, options: dict[str, str], number: int, message: str
) -> None:
    with pytest.raises(pymysql.OperationalError) as refused:
        connect(practice, **options)

    assert refused.value.args == (number, message)


def test_who_was_refused_can_say_nothing_more(practice: str) -> None:
    with socket_to(practice) as raw:
        raw.recv(200)
        packet = bytes.fromhex("05a20800 00000001 2d") + bytes(23) + b"kim\0\0mysql_native_password\0"
        raw.sendall(len(packet).to_bytes(3, "little") + b"\1" + packet)
        raw.sendall(b"\x09\0\0\0\x03SELECT 1")

        answer = b""
        # Hanging up on a question that was not read resets the connection (RFC 9293, 3.6.1).
        with contextlib.suppress(ConnectionResetError):
            while part := raw.recv(4096):
                answer += part

    assert b"Access denied" in answer
    assert b"\x01\x01" not in answer[-8:]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="http"),
        pytest.param(bytes(range(256)) * 4, id="garbage"),
        pytest.param(b"\x50\0\0\1\x85", id="half a packet"),
        pytest.param(b"\0\0\0\1", id="an empty packet"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_who_speaks_nonsense_disturbs_nobody(practice: str, said: bytes, capfd: Any) -> None:
    with socket_to(practice) as client:
        client.sendall(said)

    assert value(practice) == "well"
    assert value(practice, "SELECT COUNT(*) FROM (SELECT 1) x") == 1
    assert capfd.readouterr() == ("", "")


def test_who_leaves_in_the_middle_of_a_transaction_holds_nobody_up(practice: str) -> None:
    value(practice, "CREATE TABLE held (id INT)")
    leaving = connect(practice, "test", autocommit=False)
    with leaving.cursor() as cursor:
        cursor.execute("INSERT INTO held VALUES (1)")

    cut(leaving)

    value(practice, "INSERT INTO held VALUES (2)")
    assert value(practice, "SELECT SUM(id) FROM held") == 2


def test_many_clients_write_at_the_same_time(practice: str) -> None:
    value(practice, "CREATE TABLE counted (id INT AUTO_INCREMENT PRIMARY KEY, n INT)")

    def write(number: int) -> None:
        with (
            closing(connect(practice, "test", autocommit=False)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("INSERT INTO counted (n) VALUES (%s)", [number])
            cursor.execute("INSERT INTO counted (n) VALUES (%s)", [number])
            connection.commit()

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(write, range(60)))

    assert value(practice, "SELECT COUNT(*) FROM counted") == 120
    assert value(practice, "SELECT MAX(id) FROM counted") == 120


def test_found_rows_are_counted_for_who_asks(practice: str) -> None:
    counts = []
    value(practice, "CREATE TABLE same (n INT)")
    value(practice, "INSERT INTO same VALUES (1), (2)")
    for flag in (0, pymysql.constants.CLIENT.FOUND_ROWS):
        with (
            closing(connect(practice, "test", client_flag=flag)) as connection,
            connection.cursor() as cursor,
        ):
            counts.append(cursor.execute("UPDATE same SET n = 2"))
            cursor.execute("UPDATE same SET n = 1 WHERE n = 2")
            cursor.execute("DELETE FROM same")
            cursor.execute("INSERT INTO same VALUES (1), (2)")

    assert counts == [1, 2]


@pytest.mark.parametrize(
    "ask", [lambda c: c.select_db("nope"), lambda c: c.cursor().execute("USE nope")], ids=["select_db", "use"]
)
def test_an_unknown_database_leaves_the_connection_usable(practice: str, ask: Any) -> None:
    with closing(connect(practice, "test")) as connection, connection.cursor() as cursor:
        with pytest.raises(pymysql.OperationalError) as unknown:
            ask(connection)
        cursor.execute("SELECT DATABASE()")

        assert cursor.fetchone() == ("test",)
    assert unknown.value.args == (1049, "Unknown database 'nope'")


def test_a_client_that_waits_for_the_lock_can_be_killed(practice: str) -> None:
    value(practice, "CREATE TABLE waited (id INT)")
    with (
        closing(connect(practice, "test", autocommit=False)) as writer,
        ThreadPoolExecutor(1) as threads,
        closing(connect(practice, "test")) as waiting,
    ):
        writer.cursor().execute("INSERT INTO waited VALUES (1)")
        with waiting.cursor() as cursor:
            cursor.execute("SELECT CONNECTION_ID()")
            (number,) = cursor.fetchone() or (0,)
        later = threads.submit(waiting.cursor().execute, "INSERT INTO waited VALUES (2)")
        time.sleep(0.05)
        value(practice, f"KILL {number}")

        assert later.exception(SECONDS).__class__ in (pymysql.OperationalError, pymysql.InterfaceError)
        writer.commit()
    assert value(practice, "SELECT SUM(id) FROM waited") == 1


def test_every_byte_comes_back(practice: str) -> None:
    everything = bytes(range(256))
    value(practice, "CREATE TABLE raw (id INT, b BLOB)")
    with closing(connect(practice, "test")) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO raw VALUES (1, %s)", [everything])
        cursor.execute("SELECT b FROM raw WHERE b = %s", [everything])

        assert cursor.fetchone() == (everything,)


@pytest.mark.parametrize(
    ("statement", "numbers"),
    [
        pytest.param("SELECT " + "(" * 200 + "1" + ")" * 200, {1064, 1105}, id="200 brackets"),
        pytest.param("SELECT `a\0b`", {1054, 1064, 1105}, id="a zero byte"),
        pytest.param("SELECT " + "1 + " * 3000 + "1", {1064, 1105}, id="3000 additions"),
    ],
)
def test_what_is_too_much_is_an_error_and_no_more(practice: str, statement: str, numbers: set[int]) -> None:
    with closing(connect(practice, "test")) as connection, connection.cursor() as cursor:
        with pytest.raises(pymysql.MySQLError) as refused:
            cursor.execute(statement)
        cursor.execute("SELECT 1")

        assert cursor.fetchone() == (1,)
    assert refused.value.args[0] in numbers


def test_five_megabytes_go_into_one_statement(practice: str) -> None:
    value(practice, "CREATE TABLE large (t LONGTEXT)")
    with closing(connect(practice, "test")) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO large VALUES (%s)", ["가나다 " * 500_000])
        cursor.execute("SELECT LENGTH(t), CHAR_LENGTH(t) FROM large")

        assert cursor.fetchone() == (5_000_000, 2_000_000)


def inspected(url: str) -> dict[str, Any]:
    """Return all that SQLAlchemy finds out about the tables."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE DATABASE inspected CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"))
    engine.dispose()
    engine = create_engine(make_url(url).set(database="inspected"))
    try:
        with engine.begin() as connection:
            for table in TABLES:
                connection.execute(text(table))
        look = inspect(engine)
        names = look.get_table_names()
        metadata = MetaData()
        metadata.reflect(engine)
        questions = [
            "columns",
            "pk_constraint",
            "foreign_keys",
            "unique_constraints",
            "indexes",
            "check_constraints",
        ]
        found: dict[str, Any] = {
            f"{q} of {n}": repr(getattr(look, f"get_{q}")(n)) for n in names for q in questions
        }
        found |= {"names": names, "has": [look.has_table("cats"), look.has_table("dogs")]}
        return found | {
            "reflected": [re.sub(r" at 0x\w+", "", repr(table)) for table in metadata.sorted_tables]
        }
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP DATABASE inspected"))
        engine.dispose()


def test_sqlalchemy_finds_the_same_tables_as_on_mariadb(practice: str, mariadb: str) -> None:
    assert inspected(practice) == inspected(mariadb)


def by_client(client: str, url: str) -> tuple[str, str]:
    """Run the script through the command line client, which goes on after errors."""
    at = make_url(url)
    command = [
        client,
        "--no-defaults",
        "--force",
        "--table",
        "-h",
        at.host or "",
        "-P",
        str(at.port),
        "-u",
        at.username,
    ]
    command += ["--protocol=tcp", "--default-character-set=utf8mb4"]
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE scripted CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
        done = subprocess.run(
            [str(part) for part in [*command, "scripted"]],
            input=SCRIPT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
        )
        cursor.execute("DROP DATABASE scripted")
    # How wide the client makes a column depends on flags that the practice server does not send.
    return re.sub(r"([- ])\1*", r"\1", done.stdout), done.stderr


def test_the_client_prints_what_it_prints_on_mariadb(practice: str, mariadb: str) -> None:
    client = components.mariadb_client()
    if client is None:
        pytest.skip("no mariadb client on this machine (Debian: apt install mariadb-client-core)")

    printed, problems = by_client(client, practice)

    assert "한글" in printed
    assert (printed, problems) == by_client(client, mariadb)


def test_two_hundred_inserts_take_less_than_half_a_second(practice: str) -> None:
    value(practice, "CREATE TABLE fast (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20))")
    with closing(connect(practice, "test")) as connection, connection.cursor() as cursor:
        begin = time.process_time()
        for number in range(200):
            cursor.execute("INSERT INTO fast (name) VALUES (%s)", [f"name {number}"])
        spent = time.process_time() - begin

    # Of this process alone, so that a busy machine does not count.
    assert spent < 0.5
