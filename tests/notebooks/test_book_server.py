"""The account book for a notebook: another port where one is taken, nothing of the reader's, nothing left."""

import json
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.notebooks.jupyter import book_server, figures

if TYPE_CHECKING:
    import psutil

pytestmark = pytest.mark.server
SECONDS = 30
# What a notebook does, in a process that the test can kill.
NOTEBOOK = """\
import book_server, json, psutil, sys, time
book = book_server.start("en")
keeper = psutil.Process(book.process.pid)
programs = [each.pid for each in (keeper, *keeper.children(recursive=True))]
print(json.dumps([str(book.folder), programs]), flush=True)
time.sleep(600)"""


@pytest.fixture(params=["ko", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """A language in which it speaks meanwhile."""
    figures.speak(request.param)
    yield request.param
    figures.speak("en")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody listens already."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def programs_of(book: Any) -> list["psutil.Process"]:
    """Return the processes of a server: its keeper, itself, and its worker."""
    import psutil

    keeper = psutil.Process(book.process.pid)
    return [keeper, *keeper.children(recursive=True)]


def still_there(programs: list["psutil.Process"]) -> list["psutil.Process"]:
    """Return which processes do not end, and end them."""
    import psutil

    alive: list[psutil.Process] = psutil.wait_procs(programs, timeout=SECONDS)[1]
    for each in alive:
        each.kill()
    return alive


def ask(book: Any, path: str, sent: object) -> tuple[int, Any]:
    """Post to a server, and return the status and what it answers."""
    connection = book.connect()
    connection.request("POST", path, json.dumps(sent), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    status, body = answer.status, json.load(answer)
    connection.close()
    return status, body


def test_where_the_port_is_taken_it_says_so_and_takes_another(
    language: str, taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    book = book_server.start(language, port=taken)

    try:
        printed = capsys.readouterr().out
        assert str(taken) in printed
        assert ("포트" in printed, "Port" in printed) == (language == "ko", language == "en")
        assert not book.address.endswith(f":{taken}")
        who = {"email": book.email, "password": book.password}
        assert ask(book, "/api/v1/auth/login", who)[0] == 200
    finally:
        book.stop()


def test_it_says_nothing_of_a_port_that_is_free(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    book = book_server.start("en", port=port)
    book.stop()

    assert (book.address, capsys.readouterr().out) == (f"http://127.0.0.1:{port}", "")


def test_after_stop_nothing_is_left() -> None:
    book = book_server.start("en")
    programs = programs_of(book)
    assert len(programs) >= 2
    assert list(book.folder.iterdir())

    book.stop()

    assert (still_there(programs), book.folder.exists()) == ([], False)


def test_a_second_stop_does_nothing() -> None:
    book = book_server.serve()
    book.stop()

    book.stop()

    assert not book.folder.exists()


@pytest.mark.parametrize("end", ["kill", "interrupt"])
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_when_the_notebook_ends_nothing_is_left(end: str) -> None:
    import psutil

    number = {"kill": signal.SIGKILL, "interrupt": signal.SIGINT}[end]
    with subprocess.Popen(
        [sys.executable, "-c", NOTEBOOK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as notebook:
        assert notebook.stdout
        folder, numbers = json.loads(notebook.stdout.readline())
        programs = [psutil.Process(each) for each in numbers]
        assert Path(folder).exists()

        notebook.send_signal(number)

    assert (still_there(programs), Path(folder).exists()) == ([], False)


def test_the_settings_of_the_reader_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = tmp_path / "theirs"
    monkeypatch.setenv("ACCOUNT_BOOK_DATA", str(theirs))
    monkeypatch.setenv("ACCOUNT_BOOK_DATABASE_URL", f"sqlite:///{tmp_path / 'theirs.sqlite3'}")
    monkeypatch.setenv("ACCOUNT_BOOK_PORT", "1")
    # Too short: with it the server would not start.
    monkeypatch.setenv("ACCOUNT_BOOK_SECRET_KEY", "short")

    book = book_server.start("en")

    try:
        assert (book.folder / "account-book.sqlite3").exists()
        assert list(tmp_path.iterdir()) == []
    finally:
        book.stop()


def test_one_that_does_not_start_says_what_it_printed_and_leaves_nothing() -> None:
    folder = book_server.new_folder()
    book = book_server.Server(folder, ["-c", "print('no address'); raise SystemExit(1)"])

    with pytest.raises(RuntimeError, match="did not start:\nno address"):
        _ = book.address

    assert not folder.exists()


def test_a_refused_sign_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(book_server, "PASSWORD", "short")

    with pytest.raises(RuntimeError):
        book_server.start("en")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_filled_is_removed() -> None:
    made = []

    def fill(folder: Path) -> None:
        made.append(folder)
        (folder / "file").touch()
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011
        book_server.serve(fill)

    assert [folder.exists() for folder in made] == [False]
