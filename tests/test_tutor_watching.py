"""Watching: who saves a file is told at once, by the two commands that the README shows."""

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.readmes import fences
from tests.stages import ROOT, program
from tests.terminal import SECONDS, Program

README = ROOT / "tests" / "exercises" / "README.md"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An exercise that is not begun."""
    return Desk(tmp_path, "calls")


@pytest.fixture(params=["ptw", "watchmedo"])
def watcher(request: pytest.FixtureRequest, desk: Desk) -> Iterator[Program]:
    """A watcher, started as the README says."""
    lines = [line for fence in fences(README) for line in fence.lines]
    [shown] = [line for line in lines if line.startswith(f"uv run {request.param} ")]
    _, _, name, *arguments = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', shown)]
    here = program(Path(sys.prefix), name)
    ours = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    # Both start pytest by its name.
    path = os.pathsep.join([str(here.parent), os.environ["PATH"]])
    environment = {**ours, "PATH": path, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    running = Program([str(here), *arguments], desk.folder, environment)
    yield running
    running.kill()
    running.end()


def save(desk: Desk, answer: str, watcher: Program, wanted: str) -> None:
    """Save an answer until the watcher says what is wanted, or for too long."""
    deadline = time.monotonic() + SECONDS
    # Neither says when it has begun to look, and what is saved while it judges it does not see.
    while wanted not in watcher.printed() and time.monotonic() < deadline:
        desk.answer("calls", answer)
        time.sleep(1)


def test_what_is_saved_is_judged(watcher: Program, desk: Desk) -> None:
    save(desk, "mistakes/result_lost", watcher, "  got       None")
    save(desk, "solution", watcher, "All 1 exercises are done.")

    told = watcher.printed()

    assert 0 < told.find("  got       None") < told.find("All 1 exercises are done."), told
