"""A learner's desk: the exercises as they are committed, in a folder where they may be solved and spoilt."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.stages import ROOT, committed
from tests.tutor.exercises import Exercise, all_exercises

SECONDS = 60


def exercise(name: str) -> Exercise:
    """Return an exercise by its name."""
    return next(found for found in all_exercises() if found.name == name)


def lay(folder: Path, exercises: Iterable[Exercise]) -> None:
    """Lay out some exercises, with the tutor and all that judges them."""
    for name in ("pyproject.toml", "conftest.py", "tests/__init__.py", "tests/tutor"):
        _copy(Path(name), folder)
    for one in exercises:
        _copy(one.folder.relative_to(ROOT), folder)
        for readme in ("README.md", "README.ko.md"):
            _copy(Path(one.stage, readme), folder)
        place = folder / one.path.relative_to(ROOT)
        place.parent.mkdir(exist_ok=True)
        place.write_text(committed(one.path), encoding="utf-8")


def _copy(name: Path, folder: Path) -> None:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if (ROOT / name).is_dir():
        shutil.copytree(ROOT / name, place, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(ROOT / name, place)


@dataclass(frozen=True)
class Ran:
    """What the tutor has printed, and its exit status."""

    text: str
    status: int


class Desk:
    """Some exercises in a folder of their own, and a learner who works there."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.folder = folder
        self.exercises = {name: exercise(name) for name in names}
        lay(folder, self.exercises.values())

    def path(self, name: str) -> Path:
        """Return the learner's file of an exercise."""
        return self.folder / self.exercises[name].path.relative_to(ROOT)

    def judge_folder(self, name: str) -> Path:
        """Return the folder of what judges an exercise, here on the desk."""
        return self.folder / self.exercises[name].folder.relative_to(ROOT)

    def answer(self, name: str, answer: str) -> None:
        """Put a stored answer in the learner's file: `solution`, or `mistakes/...`."""
        shutil.copy(self.judge_folder(name) / f"{answer}.py", self.path(name))

    def pytest(self, *arguments: str, **environment: str) -> Ran:
        """Run pytest as a learner does, in English unless something else is said."""
        ours = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "LC_"))}
        variables = {**ours, "LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8", "COLUMNS": "1000"}
        variables.update(environment)
        command = [sys.executable, "-m", "pytest", "--color=no", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=variables, capture_output=True, timeout=SECONDS, check=False
        )
        encoding = variables["PYTHONIOENCODING"]
        return Ran((done.stdout + done.stderr).decode(encoding).replace("\r\n", "\n"), done.returncode)
