"""A server that is killed and started again at its port, as a supervisor would; a MariaDB likewise."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import local_mariadb

from tests.full_app.conftest import Server, start_server, stop_server
from tests.full_app.test_crash import workers_of

GUARD = 90
"""Seconds after which a test fails that waits for a process; on an idle machine they take one or two."""


def quiet_port() -> int:
    """Return a free port that no connection of a client gets while the server is away."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def wait_until(is_so: Callable[[], object], seconds: float = GUARD) -> None:
    """Wait for something that tells nobody when it happens: a process that is not our child, a port."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not so after {seconds} s"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Return whether a process is there that has not ended yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@dataclass
class Supervised:
    """The command `account-book` at a port that it keeps."""

    folder: Path
    database: str | None
    workers: int
    port: int
    server: Server
    environment: dict[str, str]

    @classmethod
    def start(
        cls, folder: Path, database: str | None = None, workers: int = 1, **environment: str
    ) -> "Supervised":
        port = quiet_port()
        server = _start(folder, database, workers, port, environment)
        return cls(folder, database, workers, port, server, environment)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def kind(self) -> str:
        """Return what the database is called in the figures."""
        return "MariaDB" if self.database else "SQLite"

    @property
    def pid(self) -> int:
        return self.server.process.pid

    def processes(self) -> list[int]:
        """Return the workers that serve now."""
        return [pid for pid in workers_of(self.pid) if is_running(pid)]

    def kill_a_worker(self) -> None:
        """Kill a worker, and return when the master has another one in its place."""
        before = self.processes()
        os.kill(random.choice(before), signal.SIGKILL)
        wait_until(lambda: len(set(self.processes()) - set(before)) == 1)

    def kill(self, *, with_workers: bool) -> None:
        """Kill the master; its workers too, or they end when they notice that it is gone."""
        workers = self.processes()
        os.kill(self.pid, signal.SIGKILL)
        self.server.process.wait(GUARD)
        for pid in workers if with_workers else []:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(map(is_running, workers)))
        if self.server.process.stdout:
            self.server.process.stdout.close()

    def start_again(self, **environment: str) -> None:
        self.server = _start(
            self.folder, self.database, self.workers, self.port, self.environment | environment
        )

    def stop(self) -> int:
        return stop_server(self.server)


def _start(
    folder: Path, database: str | None, workers: int, port: int, environment: dict[str, str]
) -> Server:
    where = ["--database", database] if database else []
    server = start_server(folder, *where, "--workers", str(workers), "--port", str(port), **environment)
    assert server.url.endswith(f":{port}"), server.said
    return server


@dataclass
class OneMariaDB:
    """A MariaDB of a test's own, which may be stopped, killed and started again."""

    process: "subprocess.Popen[bytes]"
    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"mysql+pymysql://root@127.0.0.1:{self.port}/test"

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(GUARD)

    def start_again(self) -> None:
        """Start it on the data that it left, and return when it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.process.args, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        local_mariadb.wait_until_it_answers(self.process, self.port, self.folder / "log")


@contextmanager
def one_mariadb(folder: Path) -> Iterator[OneMariaDB]:
    """Run a MariaDB whose data are in `folder`, with its usual care for what was committed."""
    port = quiet_port()
    server = OneMariaDB(local_mariadb.start(folder, port), port, folder)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end(signal.SIGTERM)
