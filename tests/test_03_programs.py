"""Stage 3, its programs: what they print, and what they say to a bad address in MYSQL_URL."""

import hashlib
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import local_mariadb
import pytest

from tests.mysql_faults import GUARD, password_of, settings_for
from tests.stages import ROOT

STAGE = ROOT / "03_pymysql"
PROGRAMS = [
    "mysql_server",
    "connecting",
    "tables",
    "placeholders",
    "injection",
    "dict_rows",
    "transactions",
    "error_numbers",
    "pymysql_server",
]
LIKE_THIS = "mysql://user:password@host:3306/database"


@pytest.fixture
def cheap_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Password hashes that claim their strength without costing a quarter of a second each."""
    scrypt = hashlib.scrypt

    def cheaper(password: bytes, *, salt: bytes, **_: int) -> bytes:
        return scrypt(password, salt=salt, n=16, r=8, p=1)

    monkeypatch.setattr(hashlib, "scrypt", cheaper)


def without_chance(printed: str) -> str:
    """Return what a program prints without the line that names the server, and without what is random."""
    printed = re.sub(r"(?m)^Server: .*\n", "", printed, count=1)
    printed = re.sub(r"workshop_[0-9a-f]{8}", "workshop_x", printed)
    # Where a statement stops being SQL, two parsers see differently.
    printed = re.sub(r"near '.*' at line", "near '...' at line", printed)
    printed = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:port", printed)
    return re.sub(r"\$[A-Za-z0-9]+\.\.\.", "$salt...", printed)


@pytest.fixture
def printed_by(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cheap_scrypt: None
) -> Callable[[str, str], str]:
    """What a program prints that is run in this process, with MYSQL_URL."""

    def run(program: str, url: str) -> str:
        monkeypatch.setenv("MYSQL_URL", url)
        runpy.run_path(str(STAGE / f"{program}.py"), run_name="__main__")
        return capsys.readouterr().out

    return run


# What transactions.py prints stands below; it waits a second for a lock.
@pytest.mark.parametrize("program", [program for program in PROGRAMS if program != "transactions"])
def test_a_program_prints_the_same_on_both_servers_and_ascii_alone(
    program: str, mariadb: str, practice: str, printed_by: Callable[[str, str], str]
) -> None:
    on_mariadb, on_practice = (printed_by(program, url) for url in (mariadb, practice))

    assert without_chance(on_practice) == without_chance(on_mariadb)
    assert on_mariadb.isascii()


def test_a_program_runs_by_itself_in_a_terminal_of_ascii(practice: str) -> None:
    environment = {**os.environ, "MYSQL_URL": practice, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    done = subprocess.run(
        [sys.executable, STAGE / "placeholders.py"],
        env=environment,
        capture_output=True,
        text=True,
        encoding="ascii",
        timeout=GUARD,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("came back the same: True") == 4


def test_the_programs_are_all_that_there_are() -> None:
    with_a_database = {
        path.stem for path in STAGE.glob("*.py") if "throw_away_database()" in path.read_text("utf-8")
    }

    assert with_a_database == set(PROGRAMS)


@pytest.mark.parametrize("url", ["mariadb", "practice"])
def test_transactions_prints_what_is_true(
    url: str, request: pytest.FixtureRequest, printed_by: Callable[[str, str], str]
) -> None:
    printed = printed_by("transactions", request.getfixturevalue(url)).splitlines()[1:]

    assert printed == [
        "at first               {'huey': 10000, 'dewey': 0}",
        "I see before commit    {'huey': 7000, 'dewey': 3000}",
        "you see                {'huey': 10000, 'dewey': 0}",
        "you want it, too       1205 Lock wait timeout exceeded; try restarting transaction",
        "you see                {'huey': 10000, 'dewey': 0}",
        "you, after my commit   {'huey': 10000, 'dewey': 0} "
        "your transaction goes on seeing what it saw first",
        "you, in your next one  {'huey': 7000, 'dewey': 3000}",
        "half failed, rollback  {'huey': 7000, 'dewey': 3000}",
        "half done, gone        {'huey': 7000, 'dewey': 3000}",
        "wholly done, commit    {'dewey': 5000, 'huey': 5000}",
    ]


def at(url: str, **changed: Any) -> str:
    """Return the URL of a server with another user, password, port or database."""
    settings = settings_for(url)
    settings = {**settings, "password": quote(password_of(settings), safe=""), **changed}
    return "mysql://{user}:{password}@{host}:{port}/{database}".format_map(settings)


def end_of(program: str, url: str, monkeypatch: pytest.MonkeyPatch) -> object:
    """Run a program with MYSQL_URL, and return what it ends with: a text goes to stderr, with status 1."""
    monkeypatch.setenv("MYSQL_URL", url)
    with pytest.raises(SystemExit) as caught:
        runpy.run_path(str(STAGE / f"{program}.py"), run_name="__main__")
    return caught.value.code


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_program_ends_with_what_is_wrong_with_the_address(
    program: str, mariadb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = settings_for(mariadb)
    nobody = local_mariadb.free_port()

    ends = [
        end_of(program, at(mariadb, port=nobody, password="s3cret"), monkeypatch),
        end_of(program, at(mariadb, password="s3cret"), monkeypatch),
        end_of(program, at(mariadb, database="nowhere"), monkeypatch),
        end_of(program, "mysql:/s3cret", monkeypatch),
    ]

    assert [str(end).split(". ")[0] for end in ends[:3]] == [
        f"No MySQL server answers at {there['host']}:{nobody}",
        f"The server refuses user '{there['user']}' with this password",
        "The server has no database 'nowhere'",
    ]
    assert all("MYSQL_URL" in str(end) for end in ends)
    assert LIKE_THIS in str(ends[3])
    assert "s3cret" not in f"{ends} {capsys.readouterr()}"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([str(STAGE / "tables.py")], id="a program"),
        pytest.param(["-m", "flask", "--app", str(STAGE / "pymysql_server"), "routes"], id="flask"),
    ],
)
def test_in_a_terminal_a_bad_address_is_one_sentence_and_status_1(words: list[str]) -> None:
    nobody = local_mariadb.free_port()
    url = f"mysql://kim:s3cret@127.0.0.1:{nobody}/test"

    done = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "MYSQL_URL": url},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=GUARD,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == (
        f"No MySQL server answers at 127.0.0.1:{nobody}. Start it, or correct MYSQL_URL; "
        "without MYSQL_URL, a private server is started for you."
    )
