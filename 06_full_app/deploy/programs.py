"""One of the programs that serve: it can be started, killed, and started again on its folder and port."""

import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from deploy.kept import Failed, Keeper

READY_SECONDS = 60


def find(name: str) -> str | None:
    """Return the path of an installed program; some lie where only root looks."""
    return shutil.which(
        name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    )


def require(missing: list[str]) -> None:
    """Raise Failed, with what to type, if packages are missing."""
    if missing:
        raise Failed(
            f"Not installed: {', '.join(missing)} (Debian and Ubuntu: apt install {' '.join(missing)})"
        )


class Program:
    """A program of a topology; those that inherit it say by which command it starts and when it is ready."""

    def __init__(self, keeper: Keeper, name: str, log: Path, port: int, user: str | None = None) -> None:
        self.keeper = keeper
        self.name = name
        self.log = log
        self.port = port
        self.user = user
        self.pid: int | None = None
        # Whether somebody who looks after it should start it again when it has ended.
        self.wanted = False

    def command(self, *more: str) -> list[str]:
        """Return the command that starts it."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str] | None:
        """Return its environment, None for that of the starter."""
        return None

    def is_ready(self) -> bool:
        """Return whether it does its work now."""
        raise NotImplementedError

    def launch(self, *more: str) -> None:
        """Start it, and do not wait until it is ready."""
        command = self.command(*more)
        self.wanted = True
        self.pid = self.keeper.start(
            self.name, command, self.log, user=self.user, environment=self.environment()
        )

    def start(self) -> None:
        """Start it, and return when it is ready."""
        self.launch()
        self.wait_until_ready()

    @property
    def runs(self) -> bool:
        """Whether its process is there."""
        return self.pid is not None and self.keeper.returncode(self.name) is None

    def signal(self, number: int) -> None:
        """Send a signal to it, such as SIGHUP or SIGSTOP."""
        self.keeper.signal(self.name, number)

    def kill(self) -> None:
        """End it at once, as the loss of its machine would; whoever looks after it starts it again."""
        self.signal(9)
        self.keeper.wait(self.name)

    def stop(self) -> None:
        """Let it end in order, and stay away."""
        self.wanted = False
        if self.runs:
            self.signal(15)
            self.keeper.wait(self.name)

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Return once it does its work; raise Failed with its last words if it does not."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if not self.runs:
                raise Failed(f"{self.name} ended: {self.last_words()}")
            if time.monotonic() > deadline:
                raise Failed(f"{self.name} was not ready within {seconds:.0f} seconds: {self.last_words()}")
            time.sleep(0.05)

    def last_words(self) -> str:
        """Return the line of its log that says what went wrong."""
        return last_words(self.log.read_text(encoding="utf-8", errors="replace"))


def last_words(log: str) -> str:
    """Return the last line of a log that tells of an error, or the last line."""
    lines = log.splitlines() or ["its log is empty"]
    return next((line for line in reversed(lines) if "[ERROR]" in line or "[emerg]" in line), lines[-1])
