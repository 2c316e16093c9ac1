"""Writes the figures of results.json into the pages of this folder, in both languages.

    uv run python 06_full_app/benchmarks/report.py

What stands between `<!-- figures: NAME -->` and `<!-- end -->` is made here;
all else is written by hand, and holds no figure that was measured.
"""

import re
from pathlib import Path
from typing import Any

import page_tables
import results
from blocks import Block

PAGES = {"en": "README.md", "ko": "README.ko.md"}
_BLOCK = re.compile(r"(<!-- figures: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def write(file: Path = results.FILE) -> None:
    """Bring the pages beside a file of figures up to date."""
    for language, name in PAGES.items():
        page = file.with_name(name)
        if page.exists():
            text = page.read_text(encoding="utf-8")
            page.write_text(filled(text, results.read(file), language), encoding="utf-8")


def filled(text: str, figures: dict[str, Any], language: str) -> str:
    """Return a page with the figures in it."""

    def block(found: "re.Match[str]") -> str:
        return found[1] + _made(found[2], figures, language) + found[3]

    return _BLOCK.sub(block, text)


def _made(name: str, figures: dict[str, Any], language: str) -> str:
    try:
        block = page_tables.BLOCKS[name](figures)
    except KeyError:
        # That part was never measured, or could not be.
        why = figures.get(name, {}).get("why", "")
        both = (f"Not measured: {why}", f"측정하지 못했습니다: {why}")
        block = Block(sentences=[both if why else ("Not measured yet.", "아직 측정하지 않았습니다.")])
    return block.text(language)


if __name__ == "__main__":
    write()
