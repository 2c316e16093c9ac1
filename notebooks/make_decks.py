"""Build the talk's slides: one HTML file for each language, with all that it needs inside.

    uv run --group notebooks python notebooks/make_decks.py

The notebooks of the talk are run, and what their cells print is on the slides. Each deck opens in a
browser without a network: decks/talk.ko.html and decks/talk.en.html. In it, S opens the speaker's
notes, F fills the screen, O shows all slides, and #/36 at the end of the address is slide 36.
"""

import base64
import re
import sys
from html import escape
from pathlib import Path
from typing import Any

import nbformat
import sphinx_revealjs
from make_notebooks import FOLDER, LANGUAGES
from nbconvert.exporters import SlidesExporter
from run_notebook import executed, kernel_trouble

# reveal.js as this package ships it: a release of its own that pip can install.
REVEAL = Path(sphinx_revealjs.__file__).parent / "_static" / "revealjs"
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)]+\.png)\)")
TITLES = {"ko": "Python과 함께하는 서버 사이드 애플리케이션", "en": "Server-side applications with Python"}


def parts(language: str) -> list[Path]:
    """Return the talk's notebooks in a language, in their order."""
    return sorted((FOLDER / language).glob("talk_*.ipynb"))


def joined(notebooks: list[Any], language: str) -> Any:
    """Return the talk's notebooks as one, with their pictures inside."""
    cells = [with_pictures(cell, FOLDER / language) for notebook in notebooks for cell in notebook.cells]
    return nbformat.v4.new_notebook(cells=cells, metadata={"title": TITLES[language]})


def with_pictures(cell: Any, folder: Path) -> Any:
    """Return the cell with its pictures inside; one that is there in light and dark follows the reader."""

    def inside(found: re.Match[str]) -> str:
        light = folder / found["path"]
        dark = light.with_name(light.name.replace(".light.", ".dark."))
        image = f'<img alt="{escape(found["alt"])}" src="{_data(light)}">'
        if dark == light:
            return image
        source = f'<source media="(prefers-color-scheme: dark)" srcset="{_data(dark)}">'
        return f"<picture>{source}{image}</picture>"

    if cell.cell_type == "markdown":
        # A copy: the notebook itself keeps its short links.
        cell = nbformat.from_dict(cell | {"source": PICTURE.sub(inside, cell.source)})
    return cell


def _data(picture: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode()


def html(notebook: Any, language: str) -> str:
    """Return a notebook as one page of slides."""
    exporter = SlidesExporter(
        template_name="deck", extra_template_basedirs=[str(FOLDER)], exclude_anchor_links=True
    )
    resources = {
        "deck": {
            "styles": [
                _text(REVEAL / "dist" / "reset.css"),
                _text(REVEAL / "dist" / "reveal.css"),
                _text(FOLDER / "deck" / "deck.css"),
            ],
            "scripts": [
                _text(REVEAL / "dist" / "reveal.js"),
                _text(REVEAL / "plugin" / "notes" / "notes.js"),
            ],
        },
    }
    exporter.language_code = language
    page: str = exporter.from_notebook_node(notebook, resources)[0]
    return page


def _text(path: Path) -> str:
    # A comment that names a source map would make the browser look for it.
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL"))


def build(folder: Path) -> None:
    """Write the decks into a folder; without a kernel they show the code alone, and that is said."""
    folder.mkdir(parents=True, exist_ok=True)
    if trouble := kernel_trouble():
        print(trouble)
    for language in LANGUAGES:
        notebooks = [
            nbformat.read(path, as_version=4) if trouble else executed(path) for path in parts(language)
        ]
        path = folder / f"talk.{language}.html"
        path.write_text(html(joined(notebooks, language), language), encoding="utf-8")
        print(path)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / "decks")
