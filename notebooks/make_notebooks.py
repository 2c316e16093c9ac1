"""Make the notebooks out of their sources: source/NAME.py becomes ko/NAME.ipynb and en/NAME.ipynb.

    uv run --group notebooks python notebooks/make_notebooks.py

A source is a Python file in cells (the percent format of jupytext and of many editors). What it says
is there in both languages, what it runs once. In the line that begins a cell may stand

    lang="ko"             only in the Korean notebook; the same with "en", which follows its Korean cell
    talk="34 Title"       a new slide, with the number and the title that it has in the talk
    sub=true              a further slide below it
    step=true             shown when the presenter goes on
    notes=true            for the presenter, not on the slide
    region="FILE: NAME"   the code of the cell: a region of a stage's file (regions.py); it is not repeated
    live="start"          what the audience knows already, where live coding begins; "end" is where it leads
"""

from pathlib import Path
from typing import Any

import jupytext
import nbformat
import regions

FOLDER = Path(__file__).parent
LANGUAGES = ("ko", "en")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
RISE = {
    "theme": "white",
    "transition": "none",
    "center": False,
    "slideNumber": "h.v",
    "width": 1280,
    "height": 720,
}
MARKS = {"talk": "slide", "sub": "subslide", "step": "fragment", "notes": "notes"}


def sources() -> list[Path]:
    """Return the sources, the talk's first and in its order."""
    return sorted((FOLDER / "source").glob("*.py"), key=lambda path: (path.stem[:4] != "talk", path.stem))


def notebook(source: Path, language: str) -> str:
    """Return the notebook of a source in a language, as the text of its file."""
    cells = [
        _cell(cell, marks, f"{source.stem}-{number}")
        for number, (cell, marks) in enumerate(_marked(jupytext.read(source, fmt="py:percent").cells), 1)
        if marks.get("lang", language) == language
    ]
    metadata: dict[str, Any] = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    if any("slideshow" in cell.metadata for cell in cells):
        metadata["rise"] = RISE
    made = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    return str(nbformat.writes(made)) + "\n"


def _marked(cells: list[Any]) -> list[tuple[Any, dict[str, Any]]]:
    marked: list[tuple[Any, dict[str, Any]]] = []
    for cell in cells:
        marks = dict(cell.metadata)
        if marks.get("lang") == "en":
            # What the Korean cell before it begins, this one begins in the other notebook.
            marks = marked[-1][1] | marks
        marked.append((cell, marks))
    return marked


def _cell(cell: Any, marks: dict[str, Any], name: str) -> Any:
    kind = next((slide_type for mark, slide_type in MARKS.items() if mark in marks), None)
    kept: dict[str, Any] = {key: marks[key] for key in ("talk", "region", "live") if key in marks}
    if kind:
        kept["slideshow"] = {"slide_type": kind}
    if cell.cell_type == "markdown":
        return nbformat.v4.new_markdown_cell(cell.source, id=name, metadata=kept)
    source = regions.code(marks["region"]) if "region" in marks else cell.source
    return nbformat.v4.new_code_cell(source, id=name, metadata=kept)


def notebooks() -> dict[Path, str]:
    """Return what should stand in the notebooks, by their paths."""
    return {
        FOLDER / language / f"{source.stem}.ipynb": notebook(source, language)
        for source in sources()
        for language in LANGUAGES
    }


if __name__ == "__main__":
    written = 0
    for path, text in notebooks().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(path.relative_to(FOLDER))
            written += 1
    print(f"{written} notebooks written; the others are up to date.")
