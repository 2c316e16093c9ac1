"""The machine check: what this computer still needs for the workshop, one line for each thing.

    python 01_hello/doctor.py

needs nothing installed. A line begins with `ok`, `note` (works, but know this)
or `fix` (do this first), and says what was found and what to do, in Korean or
English. The file keeps to what Python 3.7 understands, so that an old Python is
told that it is old, and gets no SyntaxError.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    # Python looks beside this program first. A re.py there should be named, and not run: the
    # folder goes behind the modules of Python itself, but stays before what is installed.
    beside = sys.path.pop(0)
    installed = [place.endswith("-packages") for place in sys.path]
    sys.path.insert([*installed, True].index(True), beside)

import argparse
import locale
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial

from machine_checks import (
    HANGUL,
    OLDEST_PYTHON,
    Finding,
    can_print,
    check_console,
    check_files,
    check_folder,
    check_kernel,
    check_mariadb,
    check_port,
    check_python,
    kernel_folders,
)
from package_checks import check_imports, check_library, check_packages, check_wrong_jwt


def examine(
    port: int, encoding: str, wanted: str = "en", version: tuple[int, ...] = sys.version_info[:3]
) -> Iterator[Finding]:
    """Run the checks that this Python can run, and yield what they find."""
    checks = [
        partial(check_python, version),
        partial(check_console, encoding, wanted),
        partial(check_files, locale.getpreferredencoding(False)),
        partial(check_folder),
        partial(check_folder, None),
        partial(check_mariadb),
    ]
    if version >= OLDEST_PYTHON:
        checks += [
            partial(check_port, port),
            partial(check_packages),
            partial(check_wrong_jwt),
            partial(check_imports),
            partial(check_library),
            partial(check_kernel, kernel_folders()),
        ]
    for check in checks:
        try:
            yield from check()
        except Exception as error:
            # Whoever is told about a machine's faults should not meet one of this program.
            what = f"{check.func.__name__}: {error!r}"
            korean = f"{what} 오류로 이 검사를 끝내지 못했습니다."
            yield Finding("note", f"This check itself failed: {what}", korean, failed=True)


def wanted_language(asked: str | None, environ: Mapping[str, str] = os.environ, system: str = "") -> str:
    """Return "ko" if that is asked for, or else is the user's; else "en"."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")
    users = next((environ[name] for name in names if environ.get(name)), system)
    wanted = asked or re.split("[^a-z]", users.lower())[0]
    return "ko" if wanted in ("ko", "korean") else "en"


def report(findings: Sequence[Finding], language: str) -> str:
    """Return the findings, one line each, and the sum."""
    korean = language == "ko"
    lines = []
    for finding in findings:
        text = finding.korean if korean else finding.english
        lines.append(f"{finding.level:<4}  {' '.join(text.splitlines())}")
    fixes = sum(finding.level == "fix" for finding in findings)
    failed = sum(finding.failed for finding in findings)
    if korean:
        total = f"고칠 것이 {fixes}개 있습니다." if fixes else "고칠 것이 없습니다."
        total += f" 다만 검사 {failed}개를 끝내지 못했습니다." if failed else ""
    else:
        total = f"{fixes} to fix" if fixes else "Nothing to fix"
        checks = "check" if failed == 1 else "checks"
        total += f", but {failed} {checks} could not be made." if failed else "."
    return "\n".join([*lines, total])


def show(text: str, encoding: str) -> None:
    """Print the text, with escapes in the place of what the encoding has not."""
    try:
        print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
    except OSError:
        # Nobody reads any more. Python would try again at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def port_number(text: str) -> int:
    """Return the port that `text` names; raise ArgumentTypeError if it names none."""
    with suppress(ValueError):
        if 0 < int(text) < 65536:
            return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was found; return 1 if there is something to fix, else 0."""
    parser = argparse.ArgumentParser(description="Check what this computer still needs for the workshop.")
    parser.add_argument("--lang", choices=["ko", "en"], help="default: the language of your system")
    parser.add_argument("--port", type=port_number, default=8000, help="default: 8000")
    options = parser.parse_args(arguments)
    # A Windows program without a console has no stdout.
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    # On Windows no variable names the language, but the locale does.
    wanted = wanted_language(options.lang, system=locale.setlocale(locale.LC_CTYPE))
    findings = list(examine(options.port, encoding, wanted))
    show(report(findings, wanted if can_print(HANGUL, encoding) else "en"), encoding)
    return int(any(finding.level == "fix" for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
