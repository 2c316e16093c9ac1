"""A whole run is spread over the processors, and says what it says in one process; a part of it is not."""

import os
import re
import subprocess
import sys

import pytest

from tests import stages, workers
from tests.stages import ROOT

# Leaves two small files of all, but names none, so that it is a whole run.
OTHERS = ("*/test_[!lr]*", "*/test_readmes.py", "*/full_app/*", "*/notebooks/*")
FEW = [argument for glob in OTHERS for argument in ("--ignore-glob", glob)]


def run(*arguments: str) -> str:
    """Return what pytest prints, as somebody types it."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=ours, capture_output=True, text=True, encoding="utf-8", timeout=stages.SECONDS
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(workers.count() == 0, reason="on one processor there is nothing to spread")
def test_a_whole_run_is_spread_and_says_which_components_there_are() -> None:
    said = run(*FEW)

    assert re.search(rf"(?m)^{workers.count()} workers \[\d\d items\]$", said)
    assert re.findall(r"(?m)^(mariadb|chromium): ", said) == ["mariadb", "chromium"]
    assert re.search(r"(?m)^=+ \d+ passed", said)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["tests/test_laborious.py"], id="a file"),
        pytest.param([*FEW, "-k", "counted"], id="a word"),
        pytest.param([*FEW, "-p", "xdist", "-n", "0"], id="one process"),
    ],
)
def test_a_part_is_run_in_one_process(arguments: list[str]) -> None:
    said = run(*arguments)

    assert " workers [" not in said
    assert re.search(r"(?m)^=+ \d+ passed", said)
