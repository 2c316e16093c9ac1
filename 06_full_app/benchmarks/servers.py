"""Servers to be asked: each a process of its own, with what it takes of processor and memory."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import run
from account_book.home import Home

HERE = Path(__file__).parent
PATIENCE = 20
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Server:
    """A server that answers, and the processes that work for it, by their part in it."""

    name: str
    url: str
    pid: int
    token: str = ""
    entry: Mapping[str, Any] = field(default_factory=lambda: run.ENTRY)
    parts: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def cpu(self) -> dict[str, float]:
        """Return how many seconds of a processor each part has taken up to now; nothing without /proc."""
        return {part: sum(map(_cpu_of, pids)) for part, pids in self.parts.items() if _has_proc()}


def account_book(home: Home, workers: int = 1) -> list[str]:
    """Return the command that serves an account book as people do."""
    database = ["--database", home.database_url] if home.database_url else []
    whole = ["-m", "account_book", "--data", str(home.folder), *database]
    return [sys.executable, *whole, "--port", "0", "--workers", str(workers)]


def variant(home: Home, *options: str) -> list[str]:
    """Return the command that serves an account book in another way."""
    database = ["--database", home.database_url] if home.database_url else []
    return [sys.executable, str(HERE / "variant.py"), "--data", str(home.folder), *database, *options]


def yardstick(home: Home, folder: Path) -> list[str]:
    """Return the command that serves the yardstick, on a copy of the book in `folder`."""
    copy = folder / "yardstick.sqlite3"
    with sqlite3.connect(home.folder / "account-book.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return [sys.executable, str(HERE / "yardstick.py"), str(copy)]


def has(package: str) -> bool:
    """Return whether a server that is not ours is installed."""
    return find_spec(package) is not None


@contextmanager
def running(
    commands: Mapping[str, list[str]], behind: Mapping[str, Mapping[str, Sequence[int]]] | None = None
) -> Iterator[dict[str, Server]]:
    """Run servers side by side, signed in at each that knows its users; `behind` are processes that each needs.

    Raises RuntimeError if one does not start.
    """
    with ExitStack() as stack:
        # All at once, because each takes a second or more.
        processes = {name: _start(command, stack) for name, command in commands.items()}
        yield {
            name: _ready(name, process, (behind or {}).get(name, {})) for name, process in processes.items()
        }


def _start(command: list[str], stack: ExitStack) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=kept)
    stack.callback(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert process.stdout is not None
    process.stdout.close()


def _ready(name: str, process: "subprocess.Popen[str]", behind: Mapping[str, Sequence[int]]) -> Server:
    assert process.stdout is not None
    said = (line.split() for line in process.stdout)
    url = next((words[1] for words in said if words[:1] == ["Address:"]), None)
    if url is None:
        raise RuntimeError(f"{name} did not start.")
    is_bare = "yardstick" in name
    _wait_for(f"{url}{run.MONTH}" if is_bare else f"{url}/healthz", name, process)
    parts = {"application": [process.pid], **behind}
    if is_bare:
        return Server(name, url, process.pid, parts=parts)
    return signed_in(name, url, process.pid, parts)


def signed_in(name: str, url: str, pid: int, parts: Mapping[str, Sequence[int]]) -> Server:
    """Return an account book that is served, ready to be asked."""
    token = run.sign_in(url)
    book = f"{url}/api/v1/books/1"
    # In a cluster numbers go in steps.
    accounts, categories = (
        run.ask(f"{book}/{rows}", token=token)["items"] for rows in ("accounts", "categories")
    )
    account = accounts[0]["id"]
    category = next(row["id"] for row in categories if row["kind"] == "expense")
    entry = {**run.ENTRY, "account_id": account, "category_id": category}
    return Server(name, url, pid, token, entry, parts)


def _wait_for(url: str, name: str, process: "subprocess.Popen[str]") -> None:
    # granian says nothing when it listens.
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(url).close()
        except OSError as error:
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"{name} does not answer: {error}") from error
            time.sleep(0.05)
        else:
            return


def _has_proc() -> bool:
    return Path("/proc/self/smaps_rollup").exists()


def family(pid: int) -> list[int]:
    """Return a process and its children."""
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    # A child may belong to any thread of it.
    tasks = listing.parent.parent.glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]
    return [pid, *(each for child in children for each in family(child))]


def _cpu_of(pid: int) -> float:
    # utime, stime, and what ended children took: fields 14 to 17, after a name that may hold blanks.
    ticks = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / _TICKS


def memory(pid: int) -> dict[str, float] | None:
    """Return MiB of a server: its largest worker, and all of it with shared pages counted once."""
    if not _has_proc():
        return None
    said = {each: _pages(each) for each in family(pid)}
    workers = {each: pages for each, pages in said.items() if each != pid} or said
    return {
        "worker": max(pages["Rss"] for pages in workers.values()),
        "server": sum(pages["Pss"] for pages in said.values()),
    }


def _pages(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    return {name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines)}
