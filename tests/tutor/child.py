"""Judge files by the tests of exercises, in a process of its own that a bad file may take down.

    python child.py test.py mine.py test.py solution.py

prints one line of JSON for each test and file, a verdict; without `--all` it ends at the first file
that is right. What the files print themselves goes nowhere, or into their verdict.
"""

import contextlib
import importlib.util
import inspect
import json
import os
import sys
import threading
import time
import tokenize
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path.append(str(ROOT))

from tests.tutor.mine import Mine, Missing, Printed, Wrong, cut  # noqa: E402

# For one test; a right answer takes some hundredths of it. A machine that is busy with other things
# takes long and works little, and what waits for something works not at all.
BUSY_SECONDS = 2
SECONDS = 6
MEBIBYTES = 2048
Verdict = dict[str, Any]


class Told(Exception):
    """Raised with the verdict on a file that cannot be judged further."""

    def __init__(self, kind: str, **details: Any) -> None:
        super().__init__(kind)
        self.verdict = {"kind": kind, **details}


def judge(test: Path, path: Path, limit: "Limit") -> Verdict:
    """Return the verdict on a file: that of the first test that fails, or `done`."""
    try:
        tests = tests_in(test)
    except Exception as error:
        return {"kind": "broken", "got": f"{type(error).__name__}: {error}"}
    for function in tests:
        printed = Printed()
        with limit.on(path, printed), redirect_stdout(printed), redirect_stderr(printed):
            verdict = run(function, path, printed)
        if verdict:
            return {**verdict, "printed": printed.text}
    return {"kind": "done"}


def run(test: Callable[[Mine], None], path: Path, printed: Printed) -> Verdict | None:
    """Return the verdict of one test, or None if it passes."""
    mine = None
    try:
        mine = Mine(load(path), printed)
        test(mine)
    except Told as told:
        return told.verdict
    except Wrong as wrong:
        return {
            "kind": "wrong",
            "called": wrong.called,
            "got": wrong.got,
            "expected": wrong.expected,
            "hint": wrong.hint,
        }
    except Missing as missing:
        return {
            "kind": "missing name",
            "name": missing.name,
            "like": missing.like,
            "line": line_of(path, missing.like),
        }
    except BaseException as error:
        return of_error(error, path, mine)
    return None


def load(path: Path) -> dict[str, Any]:
    """Return the names of a file that is run anew."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    source = read(path)
    try:
        code = compile(source, str(path), "exec", dont_inherit=True)
    except SyntaxError as error:
        kind = {TabError: "tabs", IndentationError: "indentation"}.get(type(error), "syntax")
        raise Told(kind, line=error.lineno, text=line_at(source, error.lineno), error=error.msg) from None
    except ValueError as error:
        raise Told("syntax", line=1, text="", error=str(error)) from None
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
    except SyntaxError:
        # Python looks for the encoding in the first two lines, and has found bytes that are no UTF-8.
        raise Told("encoding", line=first_foreign_line(data)) from None


def first_foreign_line(data: bytes) -> int:
    """Return the number of the first line that is not UTF-8."""
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            return number
    return 1


def line_at(source: str, number: int | None) -> str:
    """Return a line of a source, by its number."""
    lines = source.splitlines()
    return lines[number - 1].strip() if number and number <= len(lines) else ""


def line_of(path: Path, name: str | None) -> int | None:
    """Return the number of the line that defines a function or class."""
    starts = tuple(f"{word} {name}{end}" for word in ("def", "class", "async def") for end in "(: ")
    lines = read(path).splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(starts)), None)


def of_error(error: BaseException, path: Path, mine: Mine | None) -> Verdict:
    """Return the verdict on an error that came out of a test."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    where = {"line": frames[-1].lineno, "text": frames[-1].line} if frames else {}
    # A library may raise it as well.
    innermost = traceback.extract_tb(error.__traceback__)[-1].filename
    if type(error) is NotImplementedError and innermost == str(path):
        return {"kind": "not begun", "line": where["line"]}
    if isinstance(error, SystemExit) and frames:
        return {"kind": "exits", **where}
    text = cut(" ".join(traceback.format_exception_only(error)[-1].split()))
    if mine and mine.called:
        kind = {RecursionError: "recursion", NameError: "name error"}.get(type(error), "wrong")
        details = {"called": mine.called, "got": text, "expected": mine.expected, "hint": mine.hint}
        return {"kind": kind, **details, **where}
    if frames:
        return {"kind": "recursion" if isinstance(error, RecursionError) else "raises", "got": text, **where}
    return {"kind": "broken", "got": text}


class Limit:
    """Ends the process when a file takes too long, and says in which line that was."""

    def __init__(self, say: Callable[[Verdict], None]) -> None:
        self._say = say

    @contextlib.contextmanager
    def on(self, path: Path, printed: Printed) -> Iterator[None]:
        """Limit what is done in this thread."""
        ended = threading.Event()
        arguments = (ended, threading.get_ident(), path, printed)
        threading.Thread(target=self._watch, args=arguments, daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def _watch(self, ended: threading.Event, thread: int, path: Path, printed: Printed) -> None:
        busy, began = time.process_time(), time.monotonic()
        while time.process_time() - busy < BUSY_SECONDS and time.monotonic() - began < SECONDS:
            if ended.wait(0.05):
                return
        frames = sys._current_frames()
        # A view runs in a thread of its server.
        in_file = (frame_in(path, frame) for frame in [frames.pop(thread), *frames.values()])
        line = next((frame.f_lineno for frame in in_file if frame), None)
        details = {"line": line, "text": line_at(read(path), line), "printed": printed.text}
        self._say({"kind": "endless", "seconds": round(time.monotonic() - began), **details})
        os._exit(1)


def frame_in(path: Path, frame: FrameType | None) -> FrameType | None:
    """Return the innermost frame that is in a file, of those that have led to a frame."""
    while frame and frame.f_code.co_filename != str(path):
        frame = frame.f_back
    return frame


@cache
def tests_in(path: Path) -> list[Callable[[Mine], None]]:
    """Return the tests of an exercise, in the order in which they stand."""
    spec = importlib.util.spec_from_file_location(f"test_{path.parent.name}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = {name: value for name, value in vars(module).items() if name.startswith("test_")}
    return [value for value in found.values() if inspect.isfunction(value)]


def limit_memory() -> None:
    """Let an endless list end in a MemoryError, where the system can do that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEBIBYTES << 20, MEBIBYTES << 20))


def private_output() -> Callable[[Verdict], None]:
    """Return how to print a verdict; whatever else is printed goes nowhere from now on."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)

    def say(verdict: Verdict) -> None:
        output.write(json.dumps(verdict) + "\n")
        output.flush()

    return say


def main(arguments: list[str]) -> int:
    """Judge the files of the command line; return 0 if the last one is right."""
    to_the_end = "--all" in arguments
    paths = [Path(argument) for argument in arguments if argument != "--all"]
    say = private_output()
    limit_memory()
    limit = Limit(say)
    verdict: Verdict = {}
    for test, file in zip(paths[::2], paths[1::2], strict=True):
        verdict = judge(test, file, limit)
        say(verdict)
        if verdict["kind"] == "done" and not to_the_end:
            break
    return 0 if verdict["kind"] == "done" else 1


if __name__ == "__main__":
    status = main(sys.argv[1:])
    # What a file has left running, or registered for the end, has no say any more.
    os._exit(status)
