"""READMEs as programs: sections, fences and commands, each with the line it stands on.

A reader sees four kinds of fence, and each is kept true:

- ``python``: a verbatim excerpt of a file that the section names;
- ``console``: `$ command`, and below it what it prints. `...` stands for any text in a line,
  and alone on a line for any lines. A command whose last line shown tells of Ctrl-C is a
  server: it runs until its section ends. A fence without `$` is what that server prints next;
- ``diff``: an edit to try, made in a copy of the stage; the commands below it run in the copy;
- none: a command to type that takes minutes, and is not run here.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from pathlib import Path

ANY_LINES = "..."
ASSIGNMENT = re.compile(r"[A-Z_]+=")


@dataclass(frozen=True)
class Fence:
    """A block of code in a README; `line` is the number of its first line of code."""

    path: Path
    line: int
    language: str
    lines: tuple[str, ...]

    def commands(self) -> Iterator["Command"]:
        """Yield the commands of a console fence, each with the output shown below it."""
        starts = [number for number, line in enumerate(self.lines) if line.startswith("$ ")]
        for start, end in pairwise([*starts, len(self.lines)]):
            shown = Output(self.path, self.line + start + 1, self.lines[start + 1 : end])
            yield Command(self.line + start, self.lines[start][2:], shown)

    def continuation(self) -> "Output":
        """Return the output that stands before the first command: a server prints it."""
        end = next((number for number, line in enumerate(self.lines) if line.startswith("$ ")), None)
        return Output(self.path, self.line, self.lines[:end])


@dataclass(frozen=True)
class Output:
    """What a README says that a command prints."""

    path: Path
    line: int
    lines: tuple[str, ...]

    def matches(self, printed: str) -> bool:
        """Return whether this is what was printed, from the first line to the last."""
        return bool(re.fullmatch(self._pattern(len(self.lines)), printed.rstrip("\n") + "\n"))

    def begins(self, printed: str) -> bool:
        """Return whether what was printed begins with this."""
        return bool(re.match(self._pattern(len(self.lines)), printed))

    def contradicts(self, printed: str) -> bool:
        """Return whether, after what was printed, nothing can make it begin with this."""
        enough = ANY_LINES not in self.lines and printed.count("\n") >= len(self.lines)
        return enough and not self.begins(printed)

    def wrong_line(self, printed: str) -> tuple[int, str]:
        """Return number and text of the first line that was not printed."""
        for count in range(1, len(self.lines) + 1):
            if not re.match(self._pattern(count), printed):
                return self.line + count - 1, self.lines[count - 1]
        return self.line + len(self.lines) - 1, "(more was printed after this)"

    def _pattern(self, count: int) -> str:
        return "".join(_line_pattern(line) for line in self.lines[:count]) or r"\Z"


def _line_pattern(line: str) -> str:
    if line == ANY_LINES:
        return r"(?:.*\n)*?"
    return ".*".join(map(re.escape, line.split(ANY_LINES))) + r"[ \t]*\n"


@dataclass(frozen=True)
class Command:
    """A line after `$ `, and what a README says that it prints."""

    line: int
    text: str
    shown: Output

    def variables(self) -> dict[str, str]:
        """Return the environment variables that stand before the program, as in `KEY=value program`."""
        return dict(word.split("=", 1) for word in takewhile(ASSIGNMENT.match, shlex.split(self.text)))

    def words(self) -> list[str]:
        """Return program and arguments."""
        return shlex.split(self.text)[len(self.variables()) :]

    def may_fail(self) -> bool:
        """Return whether the command is shown to end in an error, or finds what is lacking."""
        finds = "doctor.py" in self.text or "/exercises/" in self.text
        return "Error" in "".join(self.shown.lines[-1:]) or finds

    def serves(self) -> bool:
        """Return whether the command runs until it is stopped."""
        return bool(self.shown.lines) and bool(re.search(r"(?i)ctrl[-+]c", self.shown.lines[-1]))


@dataclass
class Section:
    """What stands below one heading, up to the next of any level."""

    path: Path
    line: int
    level: int
    title: str
    prose: list[str] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)

    def has_commands(self) -> bool:
        """Return whether there is something to run."""
        return any(fence.language == "console" and list(fence.commands()) for fence in self.fences)


def sections(path: Path) -> list[Section]:
    """Return the sections of a README."""
    found = [Section(path, 1, 0, "")]
    fence: list[str] | None = None
    start, language = 0, ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if fence is not None and line == "```":
            found[-1].fences.append(Fence(path, start, language, tuple(fence)))
            fence = None
        elif fence is not None:
            fence.append(line)
        elif line.startswith("```"):
            fence, start, language = [], number + 1, line[3:]
        elif heading := re.match(r"(#+) (.*)", line):
            found.append(Section(path, number, len(heading[1]), heading[2]))
        else:
            found[-1].prose.append(line)
    return found


def fences(path: Path) -> list[Fence]:
    """Return the fences of a README, in order."""
    return [fence for section in sections(path) for fence in section.fences]


def edited(text: str, hunk: tuple[str, ...]) -> str:
    """Return the text with a diff's lines exchanged; raise ValueError if they are not there exactly once."""
    old = "".join(f"{line[1:]}\n" for line in hunk if line[:1] in {" ", "-", ""})
    new = "".join(f"{line[1:]}\n" for line in hunk if line[:1] in {" ", "+", ""})
    if text.count(old) != 1:
        raise ValueError(f"found {text.count(old)} times:\n{old}")
    return text.replace(old, new)
