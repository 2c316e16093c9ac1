"""Stage 4: which database it is, what is said if there is none, and that nothing of it is left behind."""

import logging
import os
import re
import runpy
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import create_and_drop
import databases
import memory_database
import pymysql
import pytest
import refusals
from models import Base, User
from sqlalchemy import URL, Engine, QueuePool, create_engine, insert, make_url, select, text
from sqlalchemy.exc import OperationalError

from tests.stages import ROOT

STAGE = ROOT / "04_sqlalchemy"
STEPS = ["create_and_drop", "sessions", "selecting", "relationships", "unit_of_work", "n_plus_one"]
PROGRAMS = ["models", "databases", *STEPS, "memory_database"]
BACKENDS = ["sqlite", "mariadb"]
# Nobody listens at port 1.
AWAY = "mysql://kim:s3cret@127.0.0.1:1/book"


@pytest.fixture(autouse=True)
def quick_and_quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connect without reading certificates that nobody asked to check, and leave no handler behind."""
    # PyMySQL does so for each connection, which takes longer than all else.
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda *_: None)
    yield
    # That of show_sql prints to this test's standard output.
    logging.getLogger("sqlalchemy.engine.Engine").handlers.clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the working folder, and the one for temporary files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str | None:
    """The URL that MYSQL_URL is set to, or None if it is not set."""
    if backend == "sqlite":
        monkeypatch.delenv("MYSQL_URL", raising=False)
        return None
    url: str = request.getfixturevalue("mariadb")
    monkeypatch.setenv("MYSQL_URL", url)
    return url


def names_on(url: str | None) -> list[str]:
    """Return the databases of a server."""
    if url is None:
        return []
    engine = create_engine(make_url(url).set(drivername="mysql+pymysql"))
    with engine.connect() as connection:
        names = list(connection.scalars(text("SHOW DATABASES")))
    engine.dispose()
    return names


# Every file


@pytest.mark.parametrize(
    ("backend", "name"),
    [*(("sqlite", name) for name in PROGRAMS), *(("mariadb", name) for name in ("databases", *STEPS))],
)
def test_each_program_runs_alone_and_leaves_nothing_behind(
    name: str, url: str | None, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = names_on(url)

    runpy.run_path(str(STAGE / f"{name}.py"), run_name="__main__")

    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) >= 4
    # A console may know nothing else.
    assert shown.out.isascii()
    assert shown.err == ""
    assert not re.search(r"(?m) $", shown.out)
    assert (names_on(url), list(folder.iterdir())) == (before, [])


@pytest.mark.parametrize("name", PROGRAMS)
def test_importing_a_program_shows_nothing(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(STAGE / f"{name}.py"), run_name="imported")

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_is_read_in_one_sitting(name: str) -> None:
    lines = (STAGE / f"{name}.py").read_text(encoding="utf-8").splitlines()

    # databases.py is no step, but what all of them need.
    assert 40 <= len(lines) <= (125 if name == "databases" else 120)
    assert f"    uv run python 04_sqlalchemy/{name}.py" in lines


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_program_that_fails_leaves_nothing_behind(url: str | None, folder: Path) -> None:
    before = names_on(url)

    def fail_inside() -> None:
        with databases.own_database() as engine:
            Base.metadata.create_all(engine)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_inside()

    assert (names_on(url), list(folder.iterdir())) == (before, [])


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_connection_stays_open(url: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    engines: list[Engine] = []

    def noted(url: URL) -> Engine:
        engines.append(create_engine(url))
        return engines[-1]

    monkeypatch.setattr(databases, "engine_for", noted)
    with databases.own_database() as engine:
        Base.metadata.create_all(engine)

    assert len(engines) == (3 if url else 1)
    assert {engine.pool.checkedin() for engine in engines if isinstance(engine.pool, QueuePool)} == {0}


# databases.py: which one


@pytest.mark.parametrize("scheme", ["mysql", "mysql+pymysql", "mysql+mysqldb", "mariadb", "mariadb+pymysql"])
def test_a_url_of_mysql_is_taken_for_pymysql(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYSQL_URL", f" {scheme}://kim:a%40b@db.example.com:3307/book?charset=latin1 ")

    url = databases.chosen_url()

    assert (url.drivername, url.password, url.host, url.port, url.database, dict(url.query)) == (
        *("mysql+pymysql", "a@b", "db.example.com", 3307, "book"),
        {"charset": "utf8mb4"},
    )


@pytest.mark.parametrize("value", [None, "", " "])
def test_without_a_url_it_is_sqlite(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MYSQL_URL", raising=False)
    if value is not None:
        monkeypatch.setenv("MYSQL_URL", value)

    assert databases.chosen_url() == make_url("sqlite://")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_program_says_which_database_it_uses(
    backend: str, url: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    with databases.own_database() as engine:
        assert create_and_drop.columns(engine) == {}
        name = engine.url.database

    said = capsys.readouterr().out
    if url is None:
        assert said == "Database: SQLite, in a file for this run. MYSQL_URL would name a MySQL server.\n"
    else:
        at = make_url(url)
        assert said == f"Database: {name} for this run, on MySQL at {at.host}:{at.port or 3306}.\n"


def test_a_kept_database_keeps_what_is_in_it(mariadb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYSQL_URL", mariadb)
    with databases.own_database() as own:
        monkeypatch.setenv("MYSQL_URL", own.url.render_as_string(hide_password=False))
        with databases.kept_database() as engine:
            Base.metadata.create_all(engine)
        with databases.kept_database() as engine:
            assert create_and_drop.columns(engine).keys() == {"users", "entries"}


def test_two_programs_at_the_same_time_have_a_database_each(
    mariadb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYSQL_URL", mariadb)

    with databases.own_database() as one, databases.own_database() as other:
        Base.metadata.create_all(one)
        assert create_and_drop.columns(other) == {}


def test_sqlite_checks_foreign_keys_on_each_connection(tmp_path: Path) -> None:
    engine = databases.engine_for(f"sqlite:///{tmp_path / 'book.sqlite3'}")
    with engine.connect() as one, engine.connect() as other:
        checked = [connection.scalar(text("PRAGMA foreign_keys")) for connection in (one, other)]
    engine.dispose()

    assert checked == [1, 1]


def test_a_connection_that_the_server_closed_is_replaced(
    mariadb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYSQL_URL", mariadb)
    with databases.own_database() as engine:
        with engine.connect() as connection:
            number = connection.scalar(text("SELECT CONNECTION_ID()"))
        databases.run(databases.chosen_url(), f"KILL {number}")

        with engine.connect() as connection:
            assert connection.scalar(text("SELECT 1 + 1")) == 2


def test_echo_prints_each_statement_once_and_bare(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        engine = databases.engine_for("sqlite://")
        databases.show_sql(engine)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1,\n\t2"))
        engine.dispose()

    shown = re.sub(r"in [\d.]+s", "in ...s", capsys.readouterr().out)
    once = "    BEGIN (implicit)\n    SELECT 1,\n        2\n    [generated in ...s] ()\n    ROLLBACK\n"
    assert shown == once * 2


def test_without_echo_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    shown = databases.engine_for("sqlite://")
    databases.show_sql(shown)
    shown.dispose()
    engine = databases.engine_for("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()

    assert capsys.readouterr() == ("", "")


# databases.py: none


def last_words(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the sentence with which a program ends that has this MYSQL_URL."""
    monkeypatch.setenv("MYSQL_URL", url)
    with pytest.raises(SystemExit) as ended, databases.own_database():
        pass
    # sys.exit prints a text to standard error, and exits with 1.
    assert isinstance(ended.value.code, str)
    assert "s3cret" not in ended.value.code
    return ended.value.code


@pytest.mark.parametrize(
    "url",
    [
        *("nonsense", "mysql:", "mysql//kim@h/b", "mysql://kim:s3cret@h:port/b", "mysql://kim:p@s3cret@h/b"),
        *("postgresql://kim:s3cret@h/b", "sqlite:///s3cret.db", "MYSQL://h", "mysql://kim:s3@cret/x@h/b"),
    ],
)
def test_a_malformed_url_is_said_to_be_one(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert last_words(url, monkeypatch) == databases.MALFORMED
    assert "%40" in databases.MALFORMED


def test_a_server_that_is_away_is_named_with_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    words = last_words(AWAY, monkeypatch)

    assert re.match(r"MySQL at 127\.0\.0\.1:1: 2003, nobody answers\. Start the server", words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"password": "s3cret"}, "1045, wrong user or password. Correct", id="wrong password"),
        pytest.param({"username": "nobody"}, "104[45]", id="wrong user"),
        pytest.param({"database": "not_there"}, "1049, there is no such database. Create", id="no database"),
    ],
)
def test_what_the_server_refuses_is_said_in_a_sentence(
    change: dict[str, str], words: str, mariadb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(mariadb).set(**change)  # type: ignore[arg-type]

    said = last_words(url.render_as_string(hide_password=False), monkeypatch)

    assert re.match(rf"MySQL at {url.host}:\d+: {words}", said)


def test_an_option_that_pymysql_does_not_know_is_said_to_be_one(
    mariadb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = last_words(f"{mariadb}?colour=red", monkeypatch)

    assert "unexpected keyword argument 'colour'" in said


def test_a_password_in_korean_reaches_the_server(practice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = last_words(practice.replace("root@", "root:%EB%B9%84%EB%B0%80@"), monkeypatch)

    assert re.match(r"MySQL at 127\.0\.0\.1:\d+: 1045, wrong user or password", said)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(
            pymysql.OperationalError(2013, "Lost connection"), "2013, the server does not", id="lost"
        ),
        pytest.param(KeyboardInterrupt(), "Stopped", id="Ctrl-C"),
    ],
)
def test_a_program_whose_server_goes_ends_with_a_sentence(
    error: BaseException, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MYSQL_URL", raising=False)
    if isinstance(error, Exception):
        error = OperationalError("SELECT 1", {}, error)

    with pytest.raises(SystemExit, match=words), databases.own_database():
        raise error


def test_an_error_of_the_learners_own_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MYSQL_URL", raising=False)

    with (
        pytest.raises(OperationalError, match="no such table"),
        databases.own_database() as engine,
        engine.connect() as connection,
    ):
        connection.execute(text("SELECT * FROM nowhere"))


def test_a_url_without_a_database_will_do_for_the_steps_only(
    mariadb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(mariadb).set(database="").render_as_string(hide_password=False)
    monkeypatch.setenv("MYSQL_URL", url)
    with databases.own_database() as engine:
        assert create_and_drop.columns(engine) == {}

    with pytest.raises(SystemExit, match="1046, which database"), databases.kept_database():
        pass


def test_a_program_without_a_database_ends_with_1_and_no_traceback() -> None:
    environment = os.environ | {"MYSQL_URL": AWAY, "PYTHONIOENCODING": "ascii"}
    ended = subprocess.run(
        [sys.executable, "-W", "error", STAGE / "sessions.py"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"MySQL at 127.0.0.1:1: 2003, {refusals.ADVICE[2003]}\n"


# create_and_drop.py and memory_database.py


@pytest.mark.parametrize("backend", BACKENDS)
def test_create_all_twice_is_harmless_and_drop_all_takes_all(url: str | None) -> None:
    with databases.own_database() as engine:
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(insert(User).values(nickname="huey", password_hash="none"))
        Base.metadata.create_all(engine)
        found = create_and_drop.columns(engine)
        with engine.connect() as connection:
            kept = list(connection.scalars(select(User.nickname)))
        Base.metadata.drop_all(engine)

        assert create_and_drop.columns(engine) == {}
    assert found["entries"] == [
        *("entry_id INTEGER", "user_id INTEGER", "day DATE", "amount BIGINT", "memo VARCHAR(200)")
    ]
    assert (sorted(found), kept) == (["entries", "users"], ["huey"])


def test_looking_what_is_there_prints_no_sql(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MYSQL_URL", raising=False)
    with databases.own_database() as engine:
        databases.show_sql(engine)
        capsys.readouterr()
        create_and_drop.print_columns(engine)
        printed = capsys.readouterr().out
        create_and_drop.columns(engine)

    assert printed == "  0 tables\n"
    assert "sqlite_master" in capsys.readouterr().out


def test_a_database_in_memory_is_empty_on_a_second_connection(tmp_path: Path) -> None:
    seen = {
        way: ([len(names) for names in memory_database.three_looks(engine)], type(engine.pool).__name__)
        for way, engine in memory_database.engines(tmp_path)
    }

    assert seen == {
        "as in the talk": ([2, 2, 0], "SingletonThreadPool"),
        "QueuePool, as for servers": ([2, 0, 0], "QueuePool"),
        "cure: a file": ([2, 2, 2], "QueuePool"),
        "cure for tests: StaticPool": ([2, 2, 2], "StaticPool"),
        "cure: a shared cache": ([2, 2, 2], "QueuePool"),
    }


def test_nothing_of_the_shared_memory_is_left_for_the_next(tmp_path: Path) -> None:
    used = [engine for _, engine in memory_database.engines(tmp_path)]
    engine = create_engine(memory_database.SHARED)

    left = memory_database.tables(engine)
    engine.dispose()

    assert (len(used), left) == (5, [])


def test_in_memory_a_connection_that_is_closed_takes_all_along() -> None:
    engine = create_engine(memory_database.MEMORY)
    Base.metadata.create_all(engine)
    before = memory_database.tables(engine)
    engine.dispose()

    after = memory_database.tables(engine)
    engine.dispose()

    assert (before, after) == (["entries", "users"], [])


def test_a_second_connection_to_memory_knows_no_table() -> None:
    engine = create_engine(memory_database.MEMORY, poolclass=QueuePool)
    Base.metadata.create_all(engine)
    with engine.connect(), engine.connect() as second, pytest.raises(OperationalError, match="no such table"):
        second.execute(select(User))
    engine.dispose()
