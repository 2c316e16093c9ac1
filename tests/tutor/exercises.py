"""The exercises: where each one's files are, what it belongs to, and its hints."""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
JUDGES = ROOT / "tests" / "exercises"
LEVELS = 3
# The hints of an exercise that has not been begun.
START = "start"


@dataclass(frozen=True)
class Exercise:
    """An exercise; `folder` holds all that judges it."""

    folder: Path

    @property
    def name(self) -> str:
        """Return its name, which is that of the learner's file."""
        return self.folder.name

    @property
    def stage(self) -> str:
        """Return the folder of the stage that it belongs to."""
        return self.folder.parent.name

    @property
    def path(self) -> Path:
        """Return the learner's file."""
        return ROOT / self.stage / "exercises" / f"{self.name}.py"

    @property
    def test(self) -> Path:
        """Return the file of its tests."""
        return self.folder / "test.py"

    @property
    def solution(self) -> Path:
        """Return the reference solution."""
        return self.folder / "solution.py"

    @property
    def alternatives(self) -> list[Path]:
        """Return other right answers."""
        return sorted(self.folder.glob("alternatives/*.py"))

    @property
    def mistakes(self) -> list[Path]:
        """Return typical wrong answers, each named after the hint that it draws (`hint__what.py`)."""
        return sorted(self.folder.glob("mistakes/*.py"))

    @cached_property
    def about(self) -> dict[str, Any]:
        """Return the head of exercise.toml: `order`, `minutes`, `slides`, and `section` of the README.

        `raises`, if it is there, names the hints for a file that raises an error when it is loaded.
        """
        # The hints are most of the file, and thirty files take a while to read.
        return tomllib.loads(self._toml.partition("\n[hints.")[0])

    @cached_property
    def hints(self) -> dict[str, dict[str, list[str]]]:
        """Return the hints: by name and language, from level 1 to LEVELS."""
        hints: dict[str, dict[str, list[str]]] = tomllib.loads(self._toml)["hints"]
        return hints

    @cached_property
    def _toml(self) -> str:
        return (self.folder / "exercise.toml").read_text(encoding="utf-8")

    def section(self, language: str) -> str:
        """Return the heading of the README that it belongs to, in a language."""
        english, wanted = (
            re.findall(r"(?m)^#+ (.*)", (ROOT / self.stage / readme).read_text(encoding="utf-8"))
            for readme in ("README.md", "README.ko.md" if language == "ko" else "README.md")
        )
        heading: str = wanted[english.index(self.about["section"])]
        return heading


def all_exercises() -> list[Exercise]:
    """Return all exercises, in the order in which they are to be done."""
    found = [Exercise(path.parent) for path in JUDGES.glob("*/*/exercise.toml")]
    return sorted(found, key=lambda exercise: (exercise.stage, exercise.about["order"]))
