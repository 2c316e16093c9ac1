"""Say what a verdict means, in the learner's language and in what their console can show."""

import locale
import os
import shutil
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.tutor.exercises import LEVELS, ROOT, START, Exercise
from tests.tutor.judging import Verdict
from tests.tutor.mine import BOTH, cut

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
ROWS = ("called", "got", "expected")
PRINTED_LINES = 5
# The width of the column of labels.
LABEL = 10
# They would move the cursor, or clear the screen.
CONTROLS = {number: f"\\x{number:02x}" for number in [*range(32), *range(127, 160)]}
COLOURS = {
    "got": {"red": True},
    "expected": {"green": True},
    "hint": {"yellow": True},
    "done": {"green": True},
    "not your fault": {"red": True},
    "count": {"bold": True},
    "all done": {"bold": True, "green": True},
}


def columns(text: str) -> int:
    """Return how wide a text is in a console, where a Hangul syllable is as wide as two letters."""
    return sum(2 if character >= "\u1100" else 1 for character in text)


def usual_language() -> str:
    """Return the language of this machine, if we speak it, or English."""
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, variables), None) or locale.getlocale()[0] or ""
    return "ko" if name.lower().startswith("ko") else "en"


def can_show(text: str, encoding: str) -> bool:
    """Return whether a console of an encoding has these characters."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class Teller:
    """Writes to a console, in a language that it can show."""

    def __init__(self, write: Callable[..., None], encoding: str, language: str) -> None:
        self._write = write
        self._encoding = encoding
        self._columns = shutil.get_terminal_size().columns
        self.language = language if language == "en" or can_show("한글", encoding) else "en"
        if self.language != language:
            self.tell("console")
            self.say()

    def words(self, key: str, **values: object) -> str:
        """Return what we say about something."""
        text: str = WORDS[key][self.language]
        return text.format(**values)

    def say(self, text: str = "", **markup: bool) -> None:
        """Write a line; what the console has no character for is written as Python writes it."""
        plain = text.translate(CONTROLS)
        shown = (
            plain if can_show(plain, self._encoding) else plain.encode("ascii", "backslashreplace").decode()
        )
        self._write(shown, **markup)

    def tell(self, key: str, **values: object) -> None:
        """Write sentences, in lines that break between words."""
        line = ""
        for word in self.words(key, **values).split(" "):
            if line and columns(line) + 1 + columns(word) > self._columns:
                self.say(line, **COLOURS.get(key, {}))
                line = word
            else:
                line = f"{line} {word}" if line else word
        self.say(line, **COLOURS.get(key, {}))

    def done(self, exercise: Exercise) -> None:
        """Say that an exercise is done."""
        self.tell("done", path=name(exercise))

    def verdict(self, exercise: Exercise, verdict: Verdict, level: int) -> None:
        """Say what is wrong, where, and one hint."""
        self.say(name(exercise), bold=True)
        self.say()
        rows = self._rows(verdict)
        # A wrong value speaks for itself.
        if verdict["kind"] != "wrong":
            kind = "renamed" if verdict.get("like") else verdict["kind"]
            details = {"path": name(exercise), "minutes": exercise.about["minutes"], "error": "", **verdict}
            self.tell(kind, **details)
            if rows:
                self.say()
        for label, value, key in rows:
            self._row(label, value, key)
        if hint := hint_of(exercise, verdict):
            self.say()
            text = exercise.hints[hint][self.language][level - 1]
            self.tell("hint", level=level, levels=LEVELS, hint=text)
            self.tell("more" if level < LEVELS else "last", path=name(exercise))
            self._read(exercise)

    def board(self, exercises: Iterable[Exercise], done: set[Exercise]) -> None:
        """Show all stages, and what is done in each."""
        full, empty = "●○" if can_show("●○", self._encoding) else "#."
        stages: dict[str, list[bool]] = {}
        for exercise in exercises:
            stages.setdefault(exercise.stage, []).append(exercise in done)
        self.say()
        for stage, marks in stages.items():
            row = " ".join(full if mark else empty for mark in marks)
            self.say(f"{stage:<14} {row}  {sum(marks)}/{len(marks)}", green=all(marks))
        count = sum(map(len, stages.values()))
        key = "all done" if len(done) == count else "count"
        self.tell(key, done=len(done), count=count)

    def _rows(self, verdict: Verdict) -> list[tuple[str, str, str]]:
        """Return labels and values of what is to be seen, each with the key of its colour."""
        seen = {**verdict, **_in_the_solution(verdict)}
        rows = [(self.words(key), seen[key], key) for key in ROWS if seen.get(key)]
        if verdict.get("text"):
            rows.append((self.words("line", line=verdict["line"]), verdict["text"], "line"))
        if printed := verdict.get("printed", "").splitlines():
            more = ["..."] if len(printed) > PRINTED_LINES else []
            lines = [*map(cut, printed[:PRINTED_LINES]), *more]
            rows.append((self.words("printed"), "\n".join(lines), "printed"))
        return rows

    def _row(self, label: str, value: str, key: str) -> None:
        blanks = " " * (LABEL - columns(label))
        value = BOTH.sub(lambda texts: texts[self.language], value)
        for number, line in enumerate(value.splitlines()):
            self.say(f"  {' ' * LABEL if number else label + blanks}{line}", **COLOURS.get(key, {}))

    def _read(self, exercise: Exercise) -> None:
        readme = f"{exercise.stage}/README{'.ko' if self.language == 'ko' else ''}.md"
        slides = ", ".join(map(str, exercise.about["slides"]))
        section = exercise.section(self.language)
        self.tell("read", readme=readme, section=section, slides=slides)


def _in_the_solution(verdict: Verdict) -> dict[str, str]:
    """Return what there is to be seen of a solution that fails."""
    reference = verdict.get("reference", {})
    return {"got": str(reference.get("got", reference["kind"]))} if reference else {}


def name(exercise: Exercise) -> str:
    """Return the learner's file as they know it."""
    return exercise.path.relative_to(ROOT).as_posix()


def hint_of(exercise: Exercise, verdict: Verdict) -> str | None:
    """Return the name of the hints that help."""
    hints = {"not begun": START, "wrong": verdict.get("hint"), "raises": exercise.about.get("raises")}
    return hints.get(verdict["kind"])
