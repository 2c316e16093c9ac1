"""A learner's terminals, as a README fills them: commands that end, and servers that run on."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.readmes import Output

STYLE = re.compile(r"\x1b\[[0-9;]*m")
SECONDS = 60


def run(words: list[str], folder: Path, environment: dict[str, str]) -> tuple[str, int]:
    """Run a command to its end; return what it prints, and its exit status."""
    done = subprocess.run(
        words,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
    )
    return readable(done.stdout), done.returncode


def readable(printed: bytes) -> str:
    """Return what was printed as text, without colours."""
    return STYLE.sub("", printed.decode("utf-8", "replace")).replace("\r\n", "\n")


class Server:
    """A command that runs until Ctrl-C; what it prints is gathered as it comes."""

    def __init__(self, words: list[str], folder: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            words,
            cwd=folder,
            env=environment,
            # Open until the server stops: some read it to learn that they are no longer wanted.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._printed = b""
        self._ended = False
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while piece := os.read(self._process.stdout.fileno(), 4096):
            with self._news:
                self._printed += piece
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def printed(self) -> str:
        """Return what has been printed so far."""
        with self._news:
            return readable(self._printed)

    def wait_for(self, shown: Output) -> bool:
        """Wait until what is printed begins as shown; return False if it ends, or takes too long."""
        deadline = time.monotonic() + SECONDS
        with self._news:
            while not shown.begins(readable(self._printed)):
                hopeless = self._ended or shown.contradicts(readable(self._printed))
                if hopeless or not self._news.wait(deadline - time.monotonic()):
                    return False
        return True

    def is_running(self) -> bool:
        """Return whether it still serves."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Press Ctrl-C, and wait for the end."""
        if sys.platform == "win32":
            self._process.terminate()
        else:
            # uv hands it on to the program that it runs.
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(SECONDS)
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()
