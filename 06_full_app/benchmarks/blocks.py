"""What a page holds of figures: a table, sentences, and on what it was measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from words import said

Cells = Sequence[str]
Both = tuple[str, str]
"""A sentence in English and in Korean."""


@dataclass(frozen=True)
class Block:
    """A table, and sentences below it."""

    head: Cells = ()
    rows: Sequence[Cells] = ()
    texts: int = 1
    """Columns of words; those after them are numbers, and stand at the right."""
    sentences: Sequence[Both] = field(default_factory=list)

    def text(self, language: str) -> str:
        """Return it as Markdown."""
        marks = ["---"] * self.texts + ["---:"] * (len(self.head) - self.texts)
        lines = [[said(cell, language) for cell in row] for row in (self.head, *self.rows)]
        table = [f"| {' | '.join(cells)} |" for cells in [lines[0], marks, *lines[1:]]] if self.head else []
        below = [korean if language == "ko" else english for english, korean in self.sentences]
        # A line right below a table would be a row of it.
        return "\n\n".join(paragraph for paragraph in ["\n".join(table), *below] if paragraph) + "\n"


def machine(part: str) -> Callable[[dict[str, Any]], Block]:
    """Return what says on what a part was measured."""

    def made(figures: dict[str, Any]) -> Block:
        about = figures[part]["about"]
        found = about["machine"]
        more = [", ".join(found["versions"]), *([about["tool"]] if "tool" in about else [])]
        more += [f"{about['rounds']} × {about['seconds']:g} s"] if "rounds" in about else []
        busy = found["load"]
        english, korean = (
            (f", load average before it {busy}", f", 측정 전 부하 평균 {busy}") if busy else ("", "")
        )
        if "entries" in about:
            english += f"; {about['entries']:,} entries in each database"
            korean += f"; 데이터베이스마다 내역 {about['entries']:,}건"
        return Block(
            sentences=[
                (
                    f"Measured on {found['system']}, {found['cores']} cores{english}; {'; '.join(more)}.",
                    f"측정 환경: {found['system']}, {found['cores']}코어{korean}; {'; '.join(more)}.",
                )
            ]
        )

    return made
