"""The account book's server for a notebook, with a book of its own that is gone afterwards.

    book = start("en")          in one cell; then ask book.address as book.email with book.password
    book.stop()                 in the last one, or never: the kernel's end is its end, too

It is the command `account-book`, in a process of its own. Its data are in a temporary folder: your own
book is somewhere else, and stays as it is.
"""

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import IO

import psutil
import server_keeper
from figures import say

HERE = Path(__file__).parent
# Where bare_books.py finds yardstick.py.
YARDSTICK = HERE.parent / "06_full_app" / "benchmarks"
EMAIL, PASSWORD = "notebook@example.com", "tree under a blue roof"


class Server:
    """A server that was started: its data are in `folder`, which is removed when it stops."""

    email, password = EMAIL, PASSWORD

    def __init__(self, folder: Path, command: list[str]) -> None:
        # What stands in the terminal for the reader's own book is not for this one.
        ours = {name: value for name, value in os.environ.items() if not name.startswith("ACCOUNT_BOOK_")}
        self.folder = folder
        self.process = server_keeper.start(
            folder,
            [sys.executable, *command],
            ours | {"PYTHONPATH": str(YARDSTICK)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        atexit.register(self.stop)

    @cached_property
    def address(self) -> str:
        """Return its address, such as http://127.0.0.1:8000, as soon as it answers there.

        Raises RuntimeError with what it printed if it does not start.
        """
        assert self.process.stdout
        printed = []
        for line in self.process.stdout:
            printed.append(line)
            if taken := re.match(r"Port (\d+) is taken", line):
                print(
                    say(
                        f"{taken[1]}번 포트가 이미 사용 중이므로 다른 포트에서 시작합니다.",
                        f"Port {taken[1]} is taken, so it starts on another one.",
                    )
                )
            if found := re.match(r"Address: (\S+)", line):
                # Somebody has to read what else it prints, or it waits when the pipe is full.
                Thread(target=_read_on, args=(self.process.stdout,), daemon=True).start()
                return found[1]
        self.process.stdout.close()
        self.stop()
        raise RuntimeError(f"The server did not start:\n{''.join(printed)}")

    def connect(self) -> HTTPConnection:
        """Return a connection to it, which stays open for one request after another."""
        return HTTPConnection(self.address.removeprefix("http://"), timeout=30)

    def memory(self) -> int:
        """Return the bytes that its process has in memory: its worker, where it has one."""
        processes = psutil.Process(self.process.pid).children(recursive=True)
        return sum(int(each.memory_info().rss) for each in processes if not each.children())

    def stop(self) -> None:
        """End it, and remove its data."""
        atexit.unregister(self.stop)
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()
        if "address" not in vars(self) and self.process.stdout:
            # Nobody asked for the address, so nobody reads.
            self.process.stdout.close()
        # If the keeper was killed, somebody else has to do this.
        shutil.rmtree(self.folder, ignore_errors=True)


def start(language: str, port: int = 0) -> Server:
    """Start the account book with a first user, whose book has its names in this language.

    It takes any port that is free, or the one that is wanted; if that is taken it takes another, and says so.
    """
    book = serve(port=port)
    try:
        user = json.dumps({"email": EMAIL, "password": PASSWORD, "locale": language})
        with closing(book.connect()) as connection:
            connection.request("POST", "/api/v1/auth/signup", user, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            if answer.status != 201:
                raise RuntimeError(answer.read().decode())
    except BaseException:
        book.stop()
        raise
    return book


def serve(fill: Callable[[Path], None] | None = None, port: int = 0) -> Server:
    """Start the account book on what `fill` puts into a folder, if anything; do not wait for it."""
    folder = new_folder(fill)
    return Server(folder, ["-m", "account_book", "--data", str(folder), "--port", str(port)])


def serve_bare() -> Server:
    """Start the bare server of bare_books.py on an empty folder, for books to be copied into; do not wait."""
    folder = new_folder()
    return Server(folder, [str(HERE / "bare_books.py"), str(folder)])


def new_folder(fill: Callable[[Path], None] | None = None) -> Path:
    """Return a new temporary folder with what `fill` puts into it; nothing stays if that fails."""
    folder = Path(tempfile.mkdtemp(prefix="account-book-"))
    try:
        if fill:
            fill(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _read_on(stream: IO[str]) -> None:
    with stream:
        stream.read()
