"""The numbered stages, and an environment for each that holds only its requirements.txt."""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests import components, workers

ROOT = Path(__file__).parent.parent
STAGES = ("01_hello", "02_decorators", "03_pymysql", "04_sqlalchemy", "05_jwt", "06_full_app")
SECONDS = 120
NO_NETWORK = re.compile(r"Failed to fetch|error sending request|dns error|not found in the cache")


def tracked() -> list[Path]:
    """Return the files of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@cache
def committed(path: Path) -> str:
    """Return a file as it is committed: in the working tree a learner may have changed it."""
    name = path.relative_to(ROOT).as_posix()
    shown = subprocess.run(["git", "show", f"HEAD:{name}"], cwd=ROOT, capture_output=True)
    # It is not there before its first commit, nor without git.
    data = path.read_bytes() if shown.returncode else shown.stdout
    return data.decode().replace("\r\n", "\n")


def uv() -> str:
    """Return the path of uv; without it the test is skipped."""
    found = os.environ.get("UV") or shutil.which("uv")
    if not found:
        pytest.skip("uv is not on the PATH; the READMEs' commands begin with it (pip install uv)")
    return found


def modules(stage: str) -> list[str]:
    """Return the names of a stage's modules, and of those in its packages."""
    folder = ROOT / stage
    inside = [path for package in folder.glob("*/__init__.py") for path in package.parent.glob("[a-z]*.py")]
    return sorted(
        [path.stem for path in folder.glob("*.py")] + [f"{path.parent.name}.{path.stem}" for path in inside]
    )


def is_stub(readme: Path) -> bool:
    """Return whether a README says, in either language, that its stage is not complete."""
    return bool(re.search(r"being written|준비 중입니다", readme.read_text(encoding="utf-8")))


def program(environment: Path, name: str) -> Path:
    """Return the path of a program of a virtual environment."""
    folder, ending = ("Scripts", ".exe") if sys.platform == "win32" else ("bin", "")
    return environment / folder / f"{name}{ending}"


class NoNetwork(Exception):
    """Raised if packages would have to be fetched, and cannot."""


class Environments:
    """Environments of single stages, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, Path] = {}
        self.no_network = ""

    def of(self, stage: str) -> Path:
        """Return the environment with what the stage's requirements.txt asks for, and no more."""
        if stage not in self.made and not self.no_network:
            try:
                self.made[stage] = _fresh_environment(stage, self.folder)
            except NoNetwork as error:
                # Remembered, because uv takes seconds each time to find out.
                self.no_network = f"this needs the network once, to fetch packages: {error}"
        if stage not in self.made:
            assert not components.required(), self.no_network
            pytest.skip(self.no_network)
        return self.made[stage]


def _fresh_environment(stage: str, folder: Path) -> Path:
    with workers.one_at_a_time(folder):
        environment, finished = folder / stage, folder / f"{stage}.finished"
        if not finished.exists():
            _make(environment, stage, folder)
            finished.touch()
    return environment


def _make(environment: Path, stage: str, folder: Path) -> None:
    # Another worker may have come half way, without a network.
    _uv("venv", "--quiet", "--clear", "--python", sys.executable, str(environment))
    wanted = ("--quiet", "--python", str(environment), "-r", str(ROOT / stage / "requirements.txt"))
    # The versions of uv.lock, so that what is tested together is tested alone.
    locked = folder / "locked.txt"
    locked.write_text(_locked(), encoding="utf-8")
    # Compiled, because many short programs are started in it.
    install = ("pip", "install", "--compile-bytecode", *wanted, "--constraints", str(locked))
    try:
        # What the project's own environment was made of is in the cache; then no network is needed.
        _uv(*install, "--offline")
    except subprocess.CalledProcessError:
        try:
            _uv(*install)
        except subprocess.CalledProcessError as error:
            if NO_NETWORK.search(error.stderr):
                raise NoNetwork(" ".join(error.stderr.split())) from error
            raise AssertionError(error.stderr) from error


@cache
def _locked() -> str:
    return _uv("export", "--frozen", "--quiet", "--no-emit-project", "--no-hashes", "--all-groups").stdout


def _uv(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [uv(), *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
    )
