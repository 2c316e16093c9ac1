"""The steps of the Dockerfile, done without Docker."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import stages
from tests.stages import ROOT
from tests.test_deploy_files import instructions


def test_an_environment_made_as_the_dockerfile_says_has_the_command(tmp_path: Path) -> None:
    uv = stages.uv()
    for line in instructions("COPY"):
        *sources, target = line.split()
        for source in [] if "--from" in line else sources:
            into = tmp_path / target if len(sources) == 1 else tmp_path / target / source
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, into, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, into)
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    # The interpreter is the image's own there, and this one here.
    environment["UV_PYTHON"] = sys.executable

    for command in [line for line in instructions("RUN") if line.startswith("uv ")]:
        done = subprocess.run(
            [uv, *shlex.split(command)[1:]],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode and stages.NO_NETWORK.search(done.stderr):
            pytest.skip("the packages cannot be fetched")
        assert done.returncode == 0, done.stderr

    said = subprocess.run(
        [stages.program(tmp_path / ".venv", "account-book"), "--version"],
        cwd="/",
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert re.fullmatch(r"account-book, version [\d.]+\n", said.stdout), said.stderr
    assert not list((tmp_path / ".venv").rglob("pytest"))
