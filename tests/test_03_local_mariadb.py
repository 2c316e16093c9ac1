"""The private MariaDB of stage 3: there when it is asked for, and gone with whoever asked."""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import local_mariadb
import pytest
from sqlalchemy import create_engine, make_url, text

PROGRAM = local_mariadb.find_mariadbd()
needs_mariadbd = pytest.mark.skipif(
    PROGRAM is None or not local_mariadb.find_system_tables(PROGRAM),
    reason="no mariadbd on this machine (Debian: apt install mariadb-server-core)",
)
# Asks for a server and says where it is; then waits until it is killed.
ASK = """
import sys
import local_mariadb
with local_mariadb.running() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files, empty; pytest's own is too long for the path of a socket."""
    with tempfile.TemporaryDirectory(prefix="t-") as folder:
        for name in ("TMPDIR", "TEMP", "TMP"):
            monkeypatch.setenv(name, folder)
        yield Path(folder)


def answers(url: str) -> bool:
    """Return whether somebody listens at the URL's port."""
    at = make_url(url)
    with socket.socket() as client:
        return client.connect_ex((at.host or "", at.port or 0)) == 0


@needs_mariadbd
def test_a_server_is_there_for_the_block_and_gone_after_it(temporary: Path) -> None:
    with local_mariadb.running() as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            version = connection.scalar(text("SELECT VERSION()"))
        engine.dispose()
        folders = list(temporary.iterdir())

    assert "MariaDB" in version
    assert [folder.name.startswith("mariadb-") for folder in folders] == [True]
    assert not answers(url)
    assert list(temporary.iterdir()) == []


@needs_mariadbd
def test_a_server_goes_when_whoever_asked_for_it_was_killed(temporary: Path) -> None:
    asker = subprocess.Popen(
        [sys.executable, "-c", ASK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert asker.stdin
    assert asker.stdout
    url = asker.stdout.readline().strip()
    was_there = answers(url)

    asker.kill()
    asker.communicate()

    # Nobody is left who could be waited for; the guard needs a moment to end the server.
    deadline = time.monotonic() + 60
    while (answers(url) or list(temporary.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert was_there
    assert not answers(url)
    assert list(temporary.iterdir()) == []


@needs_mariadbd
def test_a_block_that_fails_takes_its_server_along(temporary: Path) -> None:
    urls = []

    def fail_inside() -> None:
        with local_mariadb.running() as url:
            urls.append(url)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_inside()

    assert [answers(url) for url in urls] == [False]
    assert list(temporary.iterdir()) == []


def test_without_mariadbd_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_mariadb, "find_mariadbd", lambda: None)

    with pytest.raises(local_mariadb.NoMariaDB, match="apt install mariadb-server-core"):
        local_mariadb.start(tmp_path, local_mariadb.free_port())


def test_without_its_sql_files_the_message_names_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = tmp_path / "mariadbd"
    monkeypatch.setattr(local_mariadb, "find_mariadbd", lambda: alone)

    with pytest.raises(local_mariadb.NoMariaDB) as caught:
        local_mariadb.start(tmp_path, local_mariadb.free_port())

    assert str(caught.value) == f"the SQL files that belong to {alone} are missing"


def test_the_guards_message_reaches_whoever_asked(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = tmp_path / "guard.py"
    guard.write_text("import local_mariadb as it\nit.find_mariadbd = lambda: None\nit.guard()\n")
    monkeypatch.setattr(local_mariadb, "__file__", str(guard))

    with pytest.raises(local_mariadb.NoMariaDB, match="mariadbd is not installed"), local_mariadb.running():
        pass

    assert list(temporary.iterdir()) == []


def test_a_guard_without_a_word_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "guard.py").write_text("")
    monkeypatch.setattr(local_mariadb, "__file__", str(tmp_path / "guard.py"))

    with pytest.raises(local_mariadb.NoMariaDB, match="without a word"), local_mariadb.running():
        pass


def test_the_last_words_are_the_last_error(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("1 [Note] begin\n2 [ERROR] disk full\n3 [Note] end\n")

    assert local_mariadb.last_words(log) == "2 [ERROR] disk full"


@pytest.mark.parametrize("prefix", ["mysql", "mariadb"])
def test_the_sql_files_are_found_by_their_names_of_all_versions(tmp_path: Path, prefix: str) -> None:
    names = [name.format(prefix) for name in local_mariadb.SYSTEM_TABLES]
    for name in names:
        file = tmp_path / "share" / "mariadb" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    found = local_mariadb.find_system_tables(tmp_path / "bin" / "mariadbd")

    assert [file.name for file in found] == names
