"""Judge files by the tests of exercises, in a process of its own that a bad file may take down.

    python child.py test.py mine.py test.py solution.py

prints one line of JSON for each test and file, a verdict; without `--all` it ends at the first file
that is right. What the files print themselves goes nowhere, or into their verdict.
"""

import gc
import importlib.util
import inspect
import json
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any, TextIO

# Its life is short, and collecting garbage is a tenth of what the imports take.
gc.disable()

ROOT = Path(__file__).parent.parent.parent
sys.path.append(str(ROOT))

from tests.tutor.limits import Limit, limit_memory  # noqa: E402
from tests.tutor.loading import Told, line_of, load  # noqa: E402
from tests.tutor.mine import Mine, Missing, Printed, Wrong, cut  # noqa: E402

Verdict = dict[str, Any]


def judge(test: Path, path: Path, limit: Limit) -> Verdict:
    """Return the verdict on a file: that of the first test that fails, or `done`."""
    try:
        tests = tests_in(test)
    except Exception as error:
        return {"kind": "broken", "got": f"{type(error).__name__}: {error}"}
    for function in tests:
        printed = Printed()
        with limit.on(path, printed), redirect_stdout(printed), redirect_stderr(printed):
            verdict = run(function, path, printed)
        sys.modules.pop(path.stem, None)
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
        line = missing.like and line_of(path, missing.like)
        like = missing.like if line else None
        return {"kind": "missing name", "name": missing.name, "like": like, "line": line}
    except BaseException as error:
        return of_error(error, path, mine)
    return None


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
    notes = len(getattr(error, "__notes__", []))
    text = " ".join(traceback.format_exception_only(error)[-1 - notes].split())
    # What SQLAlchemy adds, the statement and where to read, is longer than what went wrong.
    text = cut(text.partition(" [SQL: ")[0])
    if mine and mine.called:
        kind = {RecursionError: "recursion", NameError: "name error"}.get(type(error), "wrong")
        details = {"called": mine.called, "got": text, "expected": mine.expected, "hint": mine.hint}
        return {"kind": kind, **details, **where}
    if frames:
        return {"kind": "recursion" if isinstance(error, RecursionError) else "raises", "got": text, **where}
    return {"kind": "broken", "got": text}


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


def private_outputs() -> tuple[TextIO, TextIO]:
    """Return the outputs of this process; whatever else is printed goes nowhere from now on."""
    outputs = [os.fdopen(os.dup(number), "w", encoding="utf-8") for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return outputs[0], outputs[1]


def main(arguments: list[str]) -> int:
    """Judge the files of the command line; return 0 if the last one is right."""
    to_the_end = "--all" in arguments
    paths = [Path(argument) for argument in arguments if argument != "--all"]
    output, errors = private_outputs()

    def say(verdict: Verdict) -> None:
        output.write(json.dumps(verdict) + "\n")
        output.flush()

    if hasattr(os, "register_at_fork"):
        # A file that forks has a copy of all this, which would go on judging.
        os.register_at_fork(after_in_child=lambda: os._exit(0))
    limit_memory()
    limit = Limit(say, errors)
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
