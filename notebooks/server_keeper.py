"""Runs a server for a notebook, until the notebook has no more use for it or is no more.

Started by `start`, with a pipe as standard input. Whatever ends the kernel closes that pipe too;
then the server is ended, and the folder of its data removed.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path


def start(
    folder: Path, command: list[str], environment: dict[str, str], *, stdout: int, stderr: int
) -> "subprocess.Popen[str]":
    """Start a keeper of this server and return it; whoever closes its standard input ends both."""
    return subprocess.Popen(
        [sys.executable, __file__, str(folder), *command],
        env=environment | {"PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        errors="replace",
        # An interrupted cell does not interrupt the server.
        start_new_session=True,
    )


def keep(folder: str, command: list[str]) -> None:
    """Run a server until standard input ends; then remove the folder."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        # In a session of its own, and so a group: with its workers.
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True) as server:
            try:
                # From now on only the server holds the pipe that the notebook reads: it sees if it ends.
                with open(os.devnull, "w", encoding="utf-8") as nothing:
                    os.dup2(nothing.fileno(), 1)
                    os.dup2(nothing.fileno(), 2)
                sys.stdin.read()
            finally:
                end(server)
    finally:
        remove(folder)


def end(server: "subprocess.Popen[bytes]") -> None:
    """End a server with its workers, at once: its data go with it, so there is nothing to bring to an end."""
    with suppress(OSError):
        if sys.platform == "win32":
            server.kill()
        else:
            os.killpg(server.pid, signal.SIGKILL)


def remove(folder: str) -> None:
    """Remove a folder; Windows lets go of the files of a process only some moments after its end."""
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return
        time.sleep(0.1)


if __name__ == "__main__":
    keep(sys.argv[1], sys.argv[2:])
