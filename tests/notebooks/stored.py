"""The notebooks as they are committed, read without Jupyter; in the working tree they may have been run."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stages import ROOT, committed

FOLDER = ROOT / "notebooks"
LANGUAGES = ("ko", "en")
NAMES = sorted(path.stem for path in (FOLDER / "source").glob("*.py"))
TALK = [name for name in NAMES if name.startswith("talk_")]
CLAIMS = [name for name in NAMES if name not in TALK]


@dataclass(frozen=True)
class Cell:
    """A cell: what it is and says, and the marks that its source gave it."""

    notebook: str
    kind: str
    text: str
    marks: dict[str, Any]
    outputs: list[Any]

    @property
    def begins(self) -> str:
        """Return what it begins: slide, subslide, fragment, notes, or nothing."""
        return str(self.marks.get("slideshow", {}).get("slide_type", ""))


def path_of(name: str, language: str) -> Path:
    """Return where a notebook is."""
    return FOLDER / language / f"{name}.ipynb"


def cells(name: str, language: str) -> list[Cell]:
    """Return a notebook's cells."""
    notebook = json.loads(committed(path_of(name, language)))
    return [
        Cell(name, cell["cell_type"], "".join(cell["source"]), cell["metadata"], cell.get("outputs", []))
        for cell in notebook["cells"]
    ]


def slides(language: str) -> list[list[Cell]]:
    """Return the slides of the talk with those below them, each as its cells."""
    found: list[list[Cell]] = []
    for name in TALK:
        for cell in cells(name, language):
            if cell.begins == "slide":
                found.append([])
            found[-1].append(cell)
    return found
