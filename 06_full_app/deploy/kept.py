"""Programs that end with the process that asked for them, however that one ends.

A keeper, a second Python process, is their parent. When the pipe to it closes,
because it was told to or because nobody holds the other end any more, it ends
them all. So nothing has to be found by its name, or by a number that may belong
to somebody else by then.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, Any

ORDINARY = ("mysql", "www-data", "nobody")
"""Whom root lets the servers run as: the first of these that there is."""
PATIENCE = 30
"""Seconds that a program may take to end when it is asked to."""


class Failed(RuntimeError):
    """Raised if something does not run here; the message is a sentence that says what to do."""


def ordinary_user() -> str | None:
    """Return the user that servers run as when root starts them, None for everybody else."""
    if os.getuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    found = next((name for name in ORDINARY if name in known), None)
    if found is None:
        raise Failed(
            f"None of the users {', '.join(ORDINARY)} is known here; start this as an ordinary user."
        )
    return found


class Keeper:
    """Starts programs, sends them signals, and ends all of them when it is closed.

    Without a folder it makes a temporary one, which goes with the programs.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.is_temporary = folder is None
        # Short, because the path of a socket has 107 characters at most.
        self.folder = folder or Path(tempfile.mkdtemp(prefix="book-"))
        if self.is_temporary:
            # Others may pass, to what is theirs inside; only its owner can look.
            self.folder.chmod(0o711)
        self._turn = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-IS", __file__, *([str(self.folder)] if self.is_temporary else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is for the program that asked; the keeper ends when the pipe closes.
            start_new_session=True,
        )

    def start(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        user: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> int:
        """Start a program, whose words are added to `log`, and return its process id."""
        known = dict(environment) if environment is not None else None
        told = {"start": name, "command": list(command), "log": str(log), "user": user, "environment": known}
        return int(self._ask(told))

    def returncode(self, name: str) -> int | None:
        """Return how a program ended, None while it runs."""
        found: int | None = self._ask({"look": name})
        return found

    def signal(self, name: str, number: int) -> None:
        """Send a signal to a program; nothing happens if it has ended."""
        self._ask({"signal": name, "number": int(number)})

    def wait(self, name: str, seconds: float = PATIENCE) -> int:
        """Return how a program ended, once it has."""
        deadline = time.monotonic() + seconds
        while (code := self.returncode(name)) is None:
            if time.monotonic() > deadline:
                raise Failed(f"{name} did not end within {seconds:.0f} seconds.")
            time.sleep(0.02)
        return code

    def close(self) -> None:
        """End all programs, and return when they have ended."""
        with self._turn:
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                # Closing writes what is left; a keeper that was killed does not read it.
                with suppress(BrokenPipeError):
                    pipe.close()
            self._process.wait()

    def _ask(self, question: dict[str, Any]) -> Any:
        with self._turn:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            try:
                self._process.stdin.write(json.dumps(question) + "\n")
                self._process.stdin.flush()
                line = self._process.stdout.readline()
            except ValueError:
                line = ""
            if not line:
                raise Failed("What keeps the servers has ended, and they with it.")
        answer = json.loads(line)
        if "failed" in answer:
            raise Failed(answer["failed"])
        return answer["value"]


class _Keeping:
    """The other end of the pipe."""

    def __init__(self) -> None:
        self.programs: dict[str, subprocess.Popen[bytes]] = {}

    def answer(self, question: dict[str, Any]) -> object:
        if "start" in question:
            return self.start(question)
        if "signal" in question:
            self.signal(self.programs[question["signal"]], question["number"])
            return None
        return self.look(self.programs[question["look"]])

    def start(self, question: dict[str, Any]) -> int:
        with Path(question["log"]).open("ab") as log:
            program = subprocess.Popen(
                question["command"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=question["environment"],
                # Its group is what it leaves behind when it is killed.
                start_new_session=True,
                **_identity(question["user"]),
            )
        self.programs[question["start"]] = program
        return program.pid

    def look(self, program: "subprocess.Popen[bytes]") -> int | None:
        if program.returncode is None:
            ended = os.waitid(os.P_PID, program.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return None
            # Workers of a master that was killed keep its port. The number is its own until it is waited for.
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
        return program.wait()

    def signal(self, program: "subprocess.Popen[bytes]", number: int) -> None:
        # Not send_signal, which would wait for an ended program, and its group would be left.
        if self.look(program) is None:
            os.kill(program.pid, number)

    def end(self, with_folder: str | None) -> None:
        # What goes away anyway need not be written down in order.
        number = signal.SIGKILL if with_folder else signal.SIGTERM
        running = [program for program in reversed(self.programs.values()) if self.look(program) is None]
        for program in running:
            self.signal(program, number)
        deadline = time.monotonic() + PATIENCE
        while any(self.look(program) is None for program in running):
            if time.monotonic() > deadline:
                number = signal.SIGKILL
                for program in running:
                    self.signal(program, number)
                deadline += PATIENCE
            time.sleep(0.01)
        if with_folder:
            shutil.rmtree(with_folder, ignore_errors=True)


def _identity(user: str | None) -> dict[str, Any]:
    return {"user": user, "group": _group(user), "extra_groups": []} if user else {}


def _group(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def keep(questions: IO[str], answers: IO[str], folder: str | None) -> None:
    """Do what is asked, until nobody is there to ask."""
    # So that the programs go with their keeper, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    keeping = _Keeping()
    try:
        for line in questions:
            try:
                answer = {"value": keeping.answer(json.loads(line))}
            except OSError as error:
                answer = {"failed": str(error)}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
    except BrokenPipeError:
        pass
    finally:
        keeping.end(folder)


if __name__ == "__main__":
    keep(sys.stdin, sys.stdout, sys.argv[1] if sys.argv[1:] else None)
