"""How a whole run is spread over workers of pytest-xdist, and what the workers share."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Who asks for one of these wants a part of the tests, a list, or a look at a fault.
NOT_WHOLE = (
    *("keyword", "markexpr", "lf", "failedfirst", "newfirst", "stepwise", "usepdb", "trace", "mine"),
    *("collectonly", "showfixtures", "show_fixtures_per_test", "setuponly", "setupplan", "markers"),
    *("cacheshow", "help", "version"),
)


def is_whole(config: pytest.Config) -> bool:
    """Return whether all tests are to run, and nobody has said how: `-p xdist -n 0` is one process."""
    if config.args_source is pytest.Config.ArgsSource.ARGS or hasattr(config, "workerinput"):
        return False
    part = any(getattr(config.option, name, None) for name in NOT_WHOLE)
    return not (part or config.pluginmanager.hasplugin("xdist"))


def count() -> int:
    """Return how many workers there are to be: none beside this process where there is one processor."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors if processors > 1 else 0


def options(count: int) -> list[str]:
    """Return the options for so many workers, each of which begins with a part of its own.

    So hardly any fixture is made twice; whoever is ready first takes of what is left to another.
    """
    return ["-p", "xdist", "-n", str(count), "--dist", "worksteal"]


def shared_folder(folders: pytest.TempPathFactory, name: str) -> Path:
    """Return a folder of this run that all its workers have, where they can wait for each other."""
    if "PYTEST_XDIST_WORKER" not in os.environ or sys.platform == "win32":
        return folders.mktemp(name)
    shared = folders.getbasetemp().parent / name
    shared.mkdir(exist_ok=True)
    return shared


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep the other workers of this run out as long as one is busy in a folder that they share."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
