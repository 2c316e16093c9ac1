"""A private MariaDB that nobody had to set up: started in a temporary folder, gone afterwards.

    uv run python 03_pymysql/local_mariadb.py

needs `mariadbd` on the PATH (Debian: mariadb-server-core), but no root, no
password and no configuration. It prints a URL and serves until Ctrl-C.

A guard, a second Python process, owns the server: when the process that asked
for it ends, however it ends, the pipe between them closes, and the guard stops
the server and removes its folder.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What mariadb-install-db would feed to the server, without needing it.
# Up to MariaDB 11.4 the names begin with mysql_, from 11.8 on with mariadb_.
SYSTEM_TABLES = (
    "{}_system_tables.sql",
    "{}_performance_tables.sql",
    "{}_system_tables_data.sql",
    "maria_add_gis_sp_bootstrap.sql",
    "{}_sys_schema.sql",
)
START_SECONDS = 30


class NoMariaDB(RuntimeError):
    """Raised if there is no MariaDB on this machine, or it did not start; the message says why."""


def find_mariadbd() -> Path | None:
    """Return the server's program, or None if this machine has none."""
    folders = os.pathsep.join(
        [os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"]
    )
    found = shutil.which("mariadbd", path=folders)
    return Path(found).resolve() if found else None


def find_system_tables(mariadbd: Path) -> list[Path]:
    """Return the SQL files that came with the server, in their order; none if they are missing."""
    for above in mariadbd.parents:
        for folder in ("share/mysql", "share/mariadb", "share"):
            for prefix in ("mariadb", "mysql"):
                files = [above / folder / name.format(prefix) for name in SYSTEM_TABLES]
                if all(file.is_file() for file in files):
                    return files
    return []


@contextmanager
def running() -> Iterator[str]:
    """Run a MariaDB, yield its URL as SQLAlchemy writes it, and remove it again."""
    guard = subprocess.Popen(
        [sys.executable, "-u", str(Path(__file__).resolve()), "--guard"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C is for the program that asked; the guard ends when the pipe closes.
        start_new_session=True,
    )
    assert guard.stdin is not None
    assert guard.stdout is not None
    try:
        state, _, rest = guard.stdout.readline().strip().partition(" ")
        if state != "ready":
            raise NoMariaDB(rest or "the guard ended without a word")
        yield rest
    finally:
        guard.stdin.close()
        guard.wait()
        guard.stdout.close()


def guard() -> None:
    """Own a server for as long as standard input stays open."""
    # So that the server goes with the guard, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    # Short, because the path of a socket has 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="mariadb-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        port = free_port()
        server = start(folder, port)
        print(f"ready mysql+pymysql://root@127.0.0.1:{port}/test", flush=True)
        sys.stdin.read()
    except NoMariaDB as error:
        print(f"failed {error}", flush=True)
    finally:
        if server:
            server.terminate()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """Make a database in `folder` and serve it on 127.0.0.1; raise NoMariaDB with the server's last words."""
    program = find_mariadbd()
    if program is None:
        raise NoMariaDB("mariadbd is not installed (Debian and Ubuntu: apt install mariadb-server-core)")
    sql = find_system_tables(program)
    if not sql:
        raise NoMariaDB(f"the SQL files that belong to {program} are missing")
    data = folder / "data"
    data.mkdir()
    arguments = [
        str(program),
        "--no-defaults",
        f"--datadir={data}",
        f"--tmpdir={folder}",
        "--enforce-storage-engine=",
    ]
    # mariadbd refuses to run as root unless it is told that this is meant.
    if hasattr(os, "getuid") and os.getuid() == 0:
        arguments.append("--user=root")
    log = folder / "log"
    with log.open("wb") as output:
        made = subprocess.run(
            [*arguments, "--bootstrap", "--skip-networking"],
            input=bootstrap_sql(sql),
            stdout=output,
            stderr=output,
        )
        if made.returncode:
            raise NoMariaDB(last_words(log))
        server = subprocess.Popen(
            [
                *arguments,
                f"--socket={folder / 's'}",
                f"--pid-file={folder / 'pid'}",
                f"--port={port}",
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    wait_until_it_answers(server, port, log)
    return server


def bootstrap_sql(files: list[Path]) -> bytes:
    """Return the statements that make the system tables and an empty `test`; root needs no password."""
    made = b"create database mysql;\ncreate database test character set utf8mb4;\n"
    first = made + b"use mysql;\nSET @auth_root_socket=NULL;\n"
    return first + b"\n".join(file.read_bytes() for file in files)


def wait_until_it_answers(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Return once the server greets on its port."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NoMariaDB(last_words(log))
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                if connection.recv(1):
                    return
        except OSError:
            time.sleep(0.02)
    server.kill()
    raise NoMariaDB(f"no answer on port {port} within {START_SECONDS} seconds")


def last_words(log: Path) -> str:
    """Return the line of the server's log that says what went wrong."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() or ["the log is empty"]
    return next((line for line in reversed(lines) if "[ERROR]" in line), lines[-1])


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    """Serve until Ctrl-C."""
    try:
        with running() as url:
            print(f"MariaDB is at  {url}")
            print("It is yours alone, and gone when you press Ctrl-C.")
            # In steps, because Windows hands Ctrl-C over only between two waits.
            while True:
                time.sleep(1)
    except KeyboardInterrupt:
        print("\nGone.")
    except NoMariaDB as error:
        sys.exit(f"No MariaDB: {error}")


if __name__ == "__main__":
    guard() if sys.argv[1:] == ["--guard"] else main()
