"""Port 8000, or the next one that is free, said aloud."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import ask
import ports
import pytest

from tests.local_servers import GUARD
from tests.stages import ROOT


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on, and that is not the last one there is."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        yield min(listener.getsockname()[1] for listener in (one, other))


def only_free(*free: int) -> Callable[[tuple[str, int]], socket.socket]:
    """Return a create_server on a machine where all ports are taken but these."""

    def create_server(address: tuple[str, int]) -> socket.socket:
        if address[1] > 65535:
            raise OverflowError("there is no such port")
        if address[1] not in free:
            raise OSError("taken")
        return socket.socket()

    return create_server


def test_the_first_choice_is_8000(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(socket, "create_server", only_free(8000, 8001))

    assert ports.free_port() == 8000
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("chosen", ["1", "9000", "65535", "9000 "])
def test_port_sets_another_first_choice(
    chosen: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", chosen)
    monkeypatch.setattr(socket, "create_server", only_free(8000, int(chosen)))

    assert ports.free_port() == int(chosen)
    assert capsys.readouterr().out == ""


def test_another_port_is_said_aloud(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", str(taken))

    port = ports.free_port()

    assert taken < port < taken + ports.TRIED
    assert capsys.readouterr().out == (
        f"Port {taken} is taken by another program, so this one takes {port}.\n"
    )


@pytest.mark.parametrize("chosen", ["8000", "65530"])
def test_when_the_next_ones_are_taken_too_somebody_has_to_choose(
    chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", chosen)
    monkeypatch.setattr(socket, "create_server", only_free(int(chosen) + ports.TRIED))

    with pytest.raises(SystemExit, match=rf"^Port {chosen} .+ taken or not allowed\. Set PORT to another"):
        ports.free_port()


@pytest.mark.parametrize(
    "value",
    ["abc", "0", "70000", "65536", "-1", "", "8000.0", "0x1F40", pytest.param("9" * 5000, id="5,000 digits")],
)
def test_a_port_that_is_none_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", value)

    with pytest.raises(SystemExit) as caught:
        ports.free_port()

    assert caught.value.code == f"PORT is {value!r}. Set it to a number from 1024 to 65535, or remove it."


def test_a_program_whose_port_is_taken_serves_on_another_and_says_which(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(taken))
    command = [sys.executable, "-u", str(ROOT / "01_hello" / "socket_server.py")]

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        try:
            moved, listening = program.stdout.readline(), program.stdout.readline()
            [url] = re.findall(r"http://\S+", listening)
            answer = ask.exchange(url, ask.request_for(url))
        finally:
            program.kill()

    assert moved.startswith(f"Port {taken} is taken by another program")
    assert str(taken) not in url
    assert answer.endswith(b"Hello World!\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets Werkzeug listen where another does")
def test_flask_run_on_a_taken_port_says_what_to_do(taken: int) -> None:
    flask = [sys.executable, "-m", "flask", "--app", "01_hello/hello_flask"]

    done = subprocess.run([*flask, "run", "--port", str(taken)], cwd=ROOT, capture_output=True, timeout=GUARD)

    assert done.returncode == 1
    assert f"Port {taken} is in use by another program." in done.stderr.decode()
    assert b"start the server with a different port" in done.stderr
