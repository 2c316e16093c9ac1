"""The one command, as somebody uses it: it says what runs where, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from deploy import galera, mariadb, ports, topology

from tests.readmes import Output
from tests.stages import ROOT
from tests.terminal import Program

NATIVE = "06_full_app/deploy/native.py"
GUARD = 60
CLUSTER = ("node3", "node2", "node1")
ONE = ("mariadb",)


def shown(databases: tuple[str, ...], *more: str) -> Output:
    """Return what the command prints until it serves, and more."""
    rows = [f"{name}... 127.0.0.1:... pid ..." for name in ("nginx", "app2", "app1", *databases)]
    ending = [
        "Data and logs: ...",
        "What is killed comes back after 2 seconds. Try: kill -9 ...",
        "Address: http://127.0.0.1:...  (Ctrl-C ends)",
    ]
    return Output(Path(NATIVE), 1, ("...", *rows, *ending, *more))


@dataclass
class Native:
    """The command, running, and what it has said."""

    program: Program
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def pids(self) -> dict[str, int]:
        """Return the process ids that it tells."""
        rows = re.findall(r"(?m)^(\w+) +127\.0\.0\.1:\d+ +pid (\d+)$", self.program.printed())
        return {name: int(pid) for name, pid in rows}

    def ports(self) -> list[int]:
        return [int(port) for port in re.findall(r"(?m)^\w+ +127\.0\.0\.1:(\d+) ", self.program.printed())]

    def folder(self) -> Path:
        [folder] = re.findall(r"Data and logs: (\S+)", self.program.printed())
        return Path(folder)

    def kill(self, number: int) -> None:
        """Send a signal to the command itself."""
        self.program._process.send_signal(number)


_STARTED: list[Program] = []


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    """Stop what a test that failed has left running."""
    yield
    while _STARTED:
        program = _STARTED.pop()
        if program.is_running():
            program.stop()


def start(*options: str) -> Native:
    """Start the command at a free port, and return when it says that it is there."""
    [port] = ports.free()
    words = [sys.executable, NATIVE, "--port", str(port), *options]
    native = Native(Program(words, ROOT, {**os.environ, "PYTHONUNBUFFERED": "1"}), port)
    _STARTED.append(native.program)
    if not native.program.wait_for(shown(ONE if "--nodes" in options else CLUSTER)):
        native.program.stop()
        pytest.fail(native.program.printed())
    return native


def is_there(pid: int) -> bool:
    """Return whether a process runs; one that has ended, and waits to be looked at, does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until_gone(native: Native) -> None:
    """Return when nothing of it is left; fail after a while, with what is."""
    deadline = time.monotonic() + GUARD
    while True:
        left: list[object] = [name for name, pid in native.pids().items() if is_there(pid)]
        left += [port for port in native.ports() if not ports.is_free(port)]
        left += [native.folder()] if native.folder().exists() else []
        if not left:
            return
        assert time.monotonic() < deadline, f"left: {left}"
        time.sleep(0.05)


def ask(url: str, body: object = None, token: str = "") -> tuple[int, object]:
    """Send a request to the API."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    try:
        with urlopen(Request(url, data, headers), timeout=GUARD) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda each: each.name)
def test_however_it_ends_nothing_of_it_is_left(number: signal.Signals) -> None:
    native = start("--nodes", "1")
    with urlopen(f"{native.url}/login", timeout=GUARD) as page:
        assert b"<form" in page.read()
    assert [is_there(pid) for pid in native.pids().values()] == [True] * 4

    native.kill(number)

    status = native.program.end()
    assert status == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert "Traceback" not in native.program.printed()
    wait_until_gone(native)


def test_what_is_killed_comes_back_by_itself_and_all_ends_at_ctrl_c() -> None:
    native = start()
    before = native.pids()

    # The web server's own, too: its workers would go on without it, and hold the port.
    for name in ("nginx", "app1", "node1"):
        os.kill(before[name], signal.SIGKILL)

    said = [f"{name} had ended; it is started again, pid ..." for name in ("node1", "app1", "nginx")]
    assert native.program.wait_for(shown(CLUSTER, *said)), native.program.printed()
    deadline = time.monotonic() + GUARD
    answered = None
    while answered is None:
        assert time.monotonic() < deadline, native.program.printed()
        with suppress(OSError):
            answered = ask(f"{native.url}/healthz")
        time.sleep(0.05)
    assert answered == (200, {"status": "ok"})
    native.kill(signal.SIGINT)
    assert native.program.end() == 0
    assert native.program.printed().endswith("\nEnded.\n")
    wait_until_gone(native)


def test_a_folder_keeps_the_books_for_the_next_time() -> None:
    huey = {"email": "huey@example.com", "password": "tree under a blue roof"}

    statuses = []
    # Not pytest's folder, which is closed to those that nginx and MariaDB run as when root starts them.
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        data = str(Path(name) / "books")
        for path, body in [("signup", {**huey, "nickname": "huey"}), ("login", huey)]:
            native = start("--data", data, "--nodes", "1")
            try:
                statuses.append(ask(f"{native.url}/api/v1/auth/{path}", body)[0])
            finally:
                native.program.stop()
        refused = refusal("--port", str(ports.free()[0]), "--data", data)

    assert statuses == [201, 200]
    assert "use --nodes 1" in refused


def refusal(*options: str, **environment: str) -> str:
    """Return the one sentence that the command says in place of starting."""
    done = subprocess.run(
        [sys.executable, NATIVE, *options],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=GUARD,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    [line] = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    return line


def test_a_taken_port_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        assert refusal("--port", str(port)) == f"Error: Port {port} is taken. Choose another one with --port."


def test_missing_packages_are_said_with_the_line_to_type(tmp_path: Path) -> None:
    # What lies in /usr/sbin is found all the same.
    said = refusal("--port", str(ports.free()[0]), PATH=str(tmp_path))

    assert re.search(r"Not installed: .*rsync \(Debian and Ubuntu: apt install .*rsync\)", said)


@pytest.mark.parametrize(("nodes", "packages"), [(1, ["nginx", "mariadb-server"]), (3, None)])
def test_on_an_empty_machine_all_packages_are_named_at_once(
    nodes: int, packages: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (topology, galera, mariadb):
        monkeypatch.setattr(module, "find", lambda name: None)
    monkeypatch.setattr(galera, "LIBRARIES", ())

    assert topology.missing(nodes) == (packages or ["nginx", "mariadb-server", "galera-4", "rsync"])


def test_a_folder_that_is_in_use_is_refused(tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert "is in use" in refusal("--port", str(ports.free()[0]), "--data", str(tmp_path))
