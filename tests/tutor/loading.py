"""Load a learner's file, or say in which line it cannot be read."""

import sys
import tokenize
from pathlib import Path
from types import ModuleType
from typing import Any


class Told(Exception):
    """Raised with the verdict on a file that cannot be judged further."""

    def __init__(self, kind: str, **details: Any) -> None:
        super().__init__(kind)
        self.verdict = {"kind": kind, **details}


def load(path: Path) -> dict[str, Any]:
    """Return the names of a file that is run anew."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    source = read(path)
    try:
        code = compile(source, str(path), "exec", dont_inherit=True)
    except SyntaxError as error:
        kind = {TabError: "tabs", IndentationError: "indentation"}.get(type(error), "syntax")
        line = error.lineno or line_of_nul(source)
        raise Told(kind, line=line, text=line_at(source, line), error=error.msg) from None
    except ValueError as error:
        # A NUL byte, before Python 3.12.
        raise Told("syntax", line=line_of_nul(source), error=str(error)) from None
    # Dataclasses, and Flask, look their module up there.
    sys.modules[path.stem] = module
    exec(code, module.__dict__)
    return module.__dict__


def read(path: Path) -> str:
    """Return the text of a file, in the encoding that Python would read it in."""
    if not path.is_file():
        raise Told("no file")
    data = path.read_bytes()
    try:
        with path.open("rb") as file:
            encoding = tokenize.detect_encoding(file.readline)[0]
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Told("encoding", line=data[: error.start].count(b"\n") + 1) from None
    except (SyntaxError, LookupError) as error:
        # Python looks for the encoding in the first two lines: there are bytes that are no UTF-8, or
        # the name of an encoding that is none.
        if line := first_foreign_line(data):
            raise Told("encoding", line=line) from None
        raise Told("syntax", line=1, text=data.decode().splitlines()[0], error=str(error)) from None


def first_foreign_line(data: bytes) -> int | None:
    """Return the number of the first line that is not UTF-8."""
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            return number
    return None


def line_of_nul(source: str) -> int:
    """Return the number of the line with the first NUL, for which Python has none."""
    return source[: source.find("\0")].count("\n") + 1


def line_at(source: str, number: int) -> str:
    """Return a line of a source, by its number."""
    lines = source.splitlines()
    return lines[number - 1].strip() if number <= len(lines) else ""


def line_of(path: Path, name: str) -> int | None:
    """Return the number of the line that defines a name."""
    starts = tuple(f"{word} {name}{end}" for word in ("def", "class", "async def") for end in "(: ")
    starts += (f"{name} =", f"{name}:")
    lines = read(path).splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(starts)), None)
