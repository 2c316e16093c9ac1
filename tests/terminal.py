"""A learner's terminal: commands that end, and servers that run until Ctrl-C."""

import contextlib
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
    program = Program(words, folder, environment)
    status = program.end()
    return program.printed(), status


class Program:
    """A command that runs; what it prints, to either stream, is gathered as it comes."""

    def __init__(self, words: list[str], folder: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            words,
            cwd=folder,
            env=environment,
            # Open until it is to end: some servers read it to learn that they are no longer wanted.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # A group of its own, so that all of it can be killed.
            start_new_session=sys.platform != "win32",
        )
        self._printed = b""
        self._ended = False
        self._news = threading.Condition(threading.RLock())
        self._reader = threading.Thread(target=self._read, daemon=True)
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
        """Return what has been printed so far, without colours."""
        with self._news:
            return STYLE.sub("", self._printed.decode("utf-8", "replace")).replace("\r\n", "\n")

    def wait_for(self, shown: Output) -> bool:
        """Wait until what is printed begins as shown; return False if it ends, or takes too long."""
        deadline = time.monotonic() + SECONDS
        with self._news:
            while not shown.begins(self.printed()):
                hopeless = self._ended or shown.contradicts(self.printed())
                if hopeless or not self._news.wait(deadline - time.monotonic()):
                    return False
        return True

    def is_running(self) -> bool:
        """Return whether it has not ended."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Press Ctrl-C, and wait for the end."""
        if sys.platform == "win32":
            self.kill()
        else:
            # uv hands it on to the program that it runs.
            self._process.send_signal(signal.SIGINT)
        self.end()

    def end(self) -> int:
        """Wait for the end, and return the exit status; what takes too long is killed, and an error."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            return self._process.wait(SECONDS)
        finally:
            self.kill()
            self._process.wait()
            self._reader.join(SECONDS)
            self._process.stdout.close()

    def kill(self) -> None:
        """End it and all that it started, at once."""
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(self._process.pid)], capture_output=True)
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
