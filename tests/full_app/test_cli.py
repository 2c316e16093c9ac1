"""The command line: what it says and leaves behind; every failure is a sentence, never a traceback."""

import csv
import json
import os
import socket
import stat
import threading
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from account_book import books, create_app, serve
from account_book.cli import main
from account_book.db import Database
from account_book.home import Home
from click.testing import CliRunner
from sqlalchemy import text

from tests.full_app.conftest import CHEAP, PASSWORD, Server, database_of, start_server, stop_server
from tests.full_app.shell import EMAIL, Shell

STATEMENT = "거래일자,출금액,입금액,내용\n2026-01-05,4500,,카페\n2026-01-06,,50000,용돈\n2026-01-07,x,,?\n"


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """A bank's statement with two lines and a broken one."""
    path = tmp_path / "statement.csv"
    path.write_text(STATEMENT, encoding="cp949")
    return path


def commands(command: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[Any]:
    """Yield the words of every command."""
    yield pytest.param(path, id=" ".join(path) or "alone")
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


@pytest.mark.parametrize("path", list(commands()))
def test_every_command_says_what_it_does(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"])

    usage, _, rest = result.output.partition("\n\n")
    assert (result.exit_code, usage.split()[0]) == (0, "Usage:")
    assert rest.strip().split("\n")[0].endswith(".")


@pytest.mark.server
def test_the_server_says_where_the_data_is_and_where_it_answers(server: Server, backend: str) -> None:
    with urllib.request.urlopen(f"{server.said[-1].split()[1]}/healthz") as answer:
        status = answer.status

    where = "account-book.sqlite3" if backend == "sqlite" else "mysql+pymysql://"
    assert status == 200
    assert where in server.said[0]
    assert server.said[0].startswith("Data:    ")
    assert server.said[0].endswith("(entries: 0, users: 0)")
    # Windows cannot ask a process to end, only end it.
    assert stop_server(server) == (0 if os.name == "posix" else 1)


@pytest.mark.server
def test_the_server_says_how_much_there_is_and_if_it_answers_elsewhere(
    file_shell: Shell, statement: Path
) -> None:
    file_shell.add_user()
    file_shell.says("import", statement, "--account", "은행")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = start_server(file_shell.home.folder, "--port", str(port))

    stop_server(server)

    assert server.said[0] == f"Data:    {file_shell.home.shown}  (entries: 2, users: 1)"
    assert server.said[1] == f"Port {port} is taken."
    assert server.said[2].startswith("Address: http://127.0.0.1:")
    assert not server.url.endswith(f":{port}")


def test_the_last_port_taken_leads_to_any_other() -> None:
    with serve.listen("127.0.0.1", 65535), serve.listen("127.0.0.1", 65535) as second:
        port = second.getsockname()[1]

    assert 0 < port < 65535


@pytest.mark.parametrize(
    ("host", "address"),
    [
        pytest.param("127.0.0.1", "http://127.0.0.1:", id="this machine"),
        pytest.param("0.0.0.0", "http://127.0.0.1:", id="all networks, seen from here"),
    ],
)
def test_the_address_is_one_that_a_browser_can_ask(host: str, address: str) -> None:
    with serve.listen(host, 0) as listener:
        assert serve.address(listener) == f"{address}{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    "option",
    [
        pytest.param("--port=65536", id="port too large"),
        pytest.param("--port=-1", id="port below zero"),
        pytest.param("--port=http", id="port as a word"),
        pytest.param("--workers=0", id="nobody to serve"),
    ],
)
def test_a_senseless_option_is_named(file_shell: Shell, option: str) -> None:
    result = file_shell.run(option)

    assert result.exit_code == 2
    assert f"Invalid value for '{option.partition('=')[0]}'" in result.stderr
    assert not file_shell.home.folder.exists()


def test_the_secret_key_is_made_once(file_shell: Shell) -> None:
    file_shell.add_user()
    path = file_shell.home.folder / "secret.key"
    first = path.read_text()

    file_shell.add_user("lee@example.com")

    assert path.read_text() == first
    assert file_shell.home.key() == first.strip()
    assert len(bytes.fromhex(first)) == 32


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has modes")
def test_only_its_owner_can_read_the_secret_key(file_shell: Shell) -> None:
    file_shell.home.key()

    mode = (file_shell.home.folder / "secret.key").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_starts_at_the_same_moment_share_one_key(tmp_path: Path) -> None:
    for number in range(20):
        home = Home.at(tmp_path / str(number))
        found: set[str] = set()
        together = threading.Barrier(8)

        def start(home: Home = home, found: set[str] = found, together: threading.Barrier = together) -> None:
            together.wait()
            found.add(home.key())

        threads = [threading.Thread(target=start) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert found == {(home.folder / "secret.key").read_text().strip()}


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        pytest.param("short", "The secret key has 5 bytes; it needs at least 32.", id="short"),
        pytest.param("changeme" * 8, "The secret key can be guessed; let the program make one.", id="known"),
    ],
)
def test_a_weak_key_starts_no_server(
    file_shell: Shell, monkeypatch: pytest.MonkeyPatch, key: str, sentence: str
) -> None:
    monkeypatch.setenv("ACCOUNT_BOOK_SECRET_KEY", key)

    assert file_shell.fails() == sentence


def test_a_password_in_the_databases_url_is_never_shown() -> None:
    shown = Home.at(None, "mysql+pymysql://kim:secret@db.example.com/book").shown

    assert shown == "mysql+pymysql://kim:***@db.example.com/book"


def test_a_user_who_was_added_can_sign_in(file_shell: Shell) -> None:
    said = file_shell.run("user", "add", EMAIL, "--language", "en", typed=f"{PASSWORD}\n{PASSWORD}\n")

    app = create_app({"DATABASE_URL": file_shell.home.url, "SECRET_KEY": file_shell.home.key(), **CHEAP})
    signed_in = app.test_client().post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD})
    database_of(app).engine.dispose()
    assert said.stdout.endswith(f"{EMAIL} can sign in.\n")
    assert PASSWORD not in said.output
    assert signed_in.status_code == 200
    assert file_shell.entries("SELECT name FROM book") == [("Our household",)]


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        pytest.param("KIM@example.com", PASSWORD, "This e-mail address has an account already.", id="taken"),
        pytest.param("lee@example.com", "1234567", "A password needs at least 8 characters.", id="short"),
        pytest.param("lee@example.com", "password1", "guess", id="known"),
        pytest.param("lee", PASSWORD, "'lee' is no e-mail address.", id="no address"),
        pytest.param(f"{'a' * 250}@example.com", PASSWORD, "is no e-mail address.", id="too long"),
    ],
)
def test_a_user_who_cannot_be_added_is_told_why(
    file_shell: Shell, email: str, password: str, sentence: str
) -> None:
    file_shell.add_user()

    result = file_shell.run("user", "add", email, "--password", password)

    assert result.exit_code > 0
    assert sentence in result.stderr
    assert file_shell.entries("SELECT email FROM `user`") == [(EMAIL,)]


def test_the_demo_is_a_year_of_a_household(file_shell: Shell) -> None:
    said = file_shell.says("demo", "--password", PASSWORD)

    assert said == f"Sign in as demo@example.com with the password {PASSWORD}\n"
    (count, months), *_ = file_shell.entries(
        "SELECT COUNT(*), COUNT(DISTINCT SUBSTR(CAST(day AS CHAR(10)), 1, 7)) FROM entry"
    )
    assert count > 500
    assert months == 12
    assert file_shell.says("check") == f"All is well: {count:,} entries.\n"
    assert file_shell.fails("demo") == "This e-mail address has an account already."


def test_the_demo_ends_today(file_shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "today", lambda timezone: date(2026, 3, 10))

    file_shell.says("demo", "--password", PASSWORD)

    (first, last), *_ = file_shell.entries("SELECT MIN(day), MAX(day) FROM entry")
    assert first == "2025-04-01"
    assert "2026-03-01" < last <= "2026-03-10"


def test_a_demo_without_a_password_makes_one(file_shell: Shell) -> None:
    said = file_shell.says("demo", "--email", EMAIL)

    password = said.split()[-1]
    assert said.startswith(f"Sign in as {EMAIL} with the password ")
    assert len(password) >= 12


def test_an_import_adds_what_is_new(shell: Shell, statement: Path) -> None:
    shell.add_user()

    first = shell.says("import", statement, "--account", "은행").splitlines()
    second = shell.says("import", statement, "--account", "은행").splitlines()

    assert first == [
        "Columns: 거래일자 = day, 출금액 = out, 입금액 = in, 내용 = payee",
        "new           2",
        "error         1",
        "Line 4, column 출금액: “x” is no amount.",
        "2 entries were added, 1 lines were left out.",
    ]
    assert second[-1] == "0 entries were added, 3 lines were left out."
    assert shell.entries() == [("expense", 4_500, "카페"), ("income", 50_000, "용돈")]


def test_a_look_at_an_import_adds_nothing(file_shell: Shell, statement: Path) -> None:
    file_shell.add_user()

    said = file_shell.says("import", statement, "--account", "은행", "--look")

    assert "new           2\n" in said
    assert "added" not in said
    assert file_shell.entries() == file_shell.entries("SELECT * FROM import_batch") == []


def test_an_unknown_account_is_answered_with_the_known_ones(file_shell: Shell, statement: Path) -> None:
    file_shell.add_user()

    said = file_shell.fails("import", statement, "--account", "Bank")

    assert said == "There is no account 'Bank'; there are: 현금, 은행, 카드."


def test_a_file_that_is_no_statement_is_refused(file_shell: Shell, tmp_path: Path) -> None:
    file_shell.add_user()
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n")

    said = file_shell.fails("import", tmp_path / "picture.csv", "--account", "은행")

    assert said == "This is no statement. Save it as CSV or XLSX and send that."
    assert file_shell.entries() == []


def test_with_several_books_one_must_be_named(file_shell: Shell, statement: Path) -> None:
    for email in (EMAIL, "lee@example.com"):
        file_shell.add_user(email)

    said = file_shell.fails("import", statement, "--account", "은행")
    file_shell.says("import", statement, "--account", "은행", "--book", "2")

    assert said.splitlines() == [
        "Say which book with --book:",
        "  1  우리집 가계부 (kim@example.com)",
        "  2  우리집 가계부 (lee@example.com)",
    ]
    assert file_shell.entries("SELECT DISTINCT book_id, created_by FROM entry") == [(2, 2)]


def test_without_a_book_it_is_said_how_to_get_one(file_shell: Shell, tmp_path: Path) -> None:
    said = file_shell.fails("export", tmp_path / "book.json")

    assert said == "There is no book yet. Sign up in the browser, or: account-book user add EMAIL"


def test_an_export_writes_the_book(shell: Shell, statement: Path, tmp_path: Path) -> None:
    shell.add_user()
    shell.says("import", statement, "--account", "은행")

    said = [shell.says("export", tmp_path / f"book.{kind}") for kind in ("csv", "json")]

    with (tmp_path / "book.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["amount"], row["payee"]) for row in csv.DictReader(file)]
    entries = json.loads((tmp_path / "book.json").read_bytes())["entries"]
    assert said == [f"{tmp_path / 'book.csv'} is written.\n", f"{tmp_path / 'book.json'} is written.\n"]
    assert rows == [("4500", "카페"), ("50000", "용돈")]
    assert [(entry["amount"], entry["payee"]) for entry in entries] == [(4_500, "카페"), (50_000, "용돈")]


def test_an_export_that_is_refused_leaves_the_last_file(file_shell: Shell, tmp_path: Path) -> None:
    for email in (EMAIL, "lee@example.com"):
        file_shell.add_user(email)
    (tmp_path / "book.csv").write_text("the last one")

    which = file_shell.fails("export", tmp_path / "book.csv")
    kind = file_shell.fails("export", tmp_path / "book.txt", "--book", 1)

    assert which.startswith("Say which book with --book:")
    assert kind == "The file's name must end in .csv or .json."
    assert [path.read_text() for path in tmp_path.glob("book.*")] == ["the last one"]


def test_a_backup_is_restored_only_where_nobody_is_unless_told(
    shell: Shell, statement: Path, tmp_path: Path
) -> None:
    shell.add_user()
    written = shell.says("backup", tmp_path / "backup")
    shell.says("import", statement, "--account", "은행")

    refused = shell.fails("restore", tmp_path / "backup")
    before = shell.entries()
    restored = shell.says("restore", tmp_path / "backup", "--replace")

    rows = written.split()[-2]
    assert written == f"{tmp_path / 'backup'} holds {rows} rows.\n"
    assert refused.startswith(f"{shell.home.shown} holds data, and nothing was changed.")
    assert refused.endswith(f"account-book restore --replace {tmp_path / 'backup'}")
    assert len(before) == 2
    assert restored == f"{rows} rows are back in {shell.home.shown}.\n"
    assert shell.entries() == []


def test_a_new_home_begins_with_a_backup(file_shell: Shell, tmp_path: Path) -> None:
    file_shell.add_user()
    file_shell.says("backup", tmp_path / "backup")
    other = Shell(Home.at(tmp_path / "other"))

    other.says("restore", tmp_path / "backup")

    assert other.entries("SELECT email FROM user") == [(EMAIL,)]
    assert other.says("check") == "All is well: 0 entries.\n"


def test_a_broken_backup_is_refused_before_a_home_is_made(file_shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "backup").write_bytes(b"not a backup")

    said = file_shell.fails("restore", tmp_path / "backup")

    assert said.startswith(f"{tmp_path / 'backup'} is no whole backup: ")
    assert not file_shell.home.folder.exists()


def test_a_backup_into_a_folder_that_is_missing_is_one_line(file_shell: Shell, tmp_path: Path) -> None:
    file_shell.add_user()

    said = file_shell.fails("backup", tmp_path / "missing" / "backup")

    assert "No such file or directory" in said
    assert len(said.splitlines()) == 1


def test_a_check_fails_if_the_books_are_not_in_order(shell: Shell, statement: Path) -> None:
    shell.add_user()
    shell.says("import", statement, "--account", "은행")
    right = shell.says("check")
    database = Database(shell.home.url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE entry SET amount = 45000 WHERE amount = 4500"))
    database.engine.dispose()

    wrong = shell.run("check")

    (entry,), *_ = shell.entries("SELECT id FROM entry WHERE amount = 45000")
    assert right == "All is well: 2 entries.\n"
    assert (wrong.exit_code, wrong.stdout) == (
        1,
        f"book 1: entry {entry} is not what its history says\n",
    )


def test_the_tables_can_be_made_beforehand(shell: Shell) -> None:
    said = [shell.says("db", "upgrade") for _ in range(2)]

    assert said == [f"{shell.home.shown} is up to date.\n"] * 2
    assert shell.entries() == []


def test_a_database_of_a_newer_version_is_one_line(shell: Shell) -> None:
    shell.says("db", "upgrade")
    database = Database(shell.home.url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.engine.dispose()

    said = shell.fails("db", "upgrade")

    assert said.startswith(f"{shell.home.shown} was made by a newer account-book")
    assert said.endswith("Nothing was changed. Upgrade the program.")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        pytest.param("nonsense", "must look like mysql+pymysql://", id="no URL"),
        pytest.param("oracle9://kim:hush@host/x", "must look like mysql+pymysql://", id="unknown kind"),
        pytest.param("mysql://kim:hush@host/x", "must look like mysql+pymysql://", id="without driver"),
        pytest.param("postgresql://kim:hush@host/x", "must look like mysql+pymysql://", id="another kind"),
        pytest.param("mysql+pymysql://kim:hush@host:x/", "must look like mysql+pymysql://", id="no port"),
        pytest.param("mysql+pymysql://kim:hush@127.0.0.1:1/x", "does not answer", id="nobody there"),
        pytest.param("sqlite:////missing/folder/x.sqlite3", "does not answer", id="no folder"),
    ],
)
def test_a_wrong_database_is_one_line_without_the_password(tmp_path: Path, url: str, sentence: str) -> None:
    shell = Shell(Home.at(tmp_path / "home", url))

    said = shell.fails("db", "upgrade")

    assert sentence in said
    assert len(said.splitlines()) == 1
    assert "hush" not in said


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "account-book.sqlite3"
    path.write_bytes(b"a letter to the bank\n" * 100)

    said = Shell(Home.at(tmp_path)).fails("db", "upgrade")

    assert said == "The database does not answer: file is not a database"
    assert path.read_bytes() == b"a letter to the bank\n" * 100


def test_the_folder_can_be_set_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCOUNT_BOOK_DATA", str(tmp_path / "elsewhere"))

    result = CliRunner().invoke(main, ["db", "upgrade"])

    assert result.output == f"{Home.at(tmp_path / 'elsewhere').shown} is up to date.\n"
