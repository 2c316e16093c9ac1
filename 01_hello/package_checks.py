"""The checks of the packages: missing or too old, the wrong jwt, and a file in the way of an import.

Each yields what it found. The file keeps to what Python 3.7 understands, as doctor.py does.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from pathlib import Path

from machine_checks import OLDEST_PYTHON, ROOT, Finding

if sys.version_info >= OLDEST_PYTHON:
    from importlib import metadata

# The distribution, the name it is imported by, and the oldest version, as in pyproject.toml.
PACKAGES = (
    ("Flask", "flask", "3.1"),
    ("SQLAlchemy", "sqlalchemy", "2.1"),
    ("PyMySQL", "pymysql", "1.1.2"),
    ("PyJWT", "jwt", "2.15"),
    ("pytest", "pytest", "9.0"),
)
# What Python puts before all other folders when a program starts; "" is the current folder.
START_FOLDERS = ("", str(ROOT), *(str(folder) for folder in sorted(ROOT.glob("[0-9][0-9]_*"))))


def check_packages(
    path: Sequence[str] = sys.path, environ: Mapping[str, str] = os.environ
) -> Iterator[Finding]:
    """Find the packages of the workshop, and those that are missing or too old; uv can bring them."""
    good, bad, wanted = [], [], []
    for name, _, oldest in PACKAGES:
        version = next((str(found.version) for found in installed(name, path)), "")
        if numbers(version) >= numbers(oldest):
            good.append(f"{name} {version}")
        else:
            bad.append(f"{name} {version}".strip())
            wanted.append(f'"{name}>={oldest}"')
    if good:
        yield Finding("ok", f"Packages: {', '.join(good)}", f"패키지: {', '.join(good)}")
    if not bad:
        return
    names, example = ", ".join(bad), "`uv run python 01_hello/doctor.py`"
    english = f"Packages missing or too old: {names}"
    korean = f"패키지가 없거나 너무 오래되었습니다: {names}."
    # `uv run` sets UV for what it starts.
    if environ.get("UV"):
        yield Finding("fix", f"{english}: `uv sync`", f"{korean} `uv sync`를 실행하십시오.")
    elif shutil.which("uv", path=environ.get("PATH", "")):
        yield Finding(
            "note",
            f"Not in this Python, or too old: {names}: put `uv run` before every command, and it brings "
            f"them: {example}",
            f"이 Python에 없거나 너무 오래된 패키지가 있습니다: {names}. 모든 명령 앞에 `uv run`을 붙이면 "
            f"uv가 설치해 줍니다(예: {example}).",
        )
    else:
        command = f"`pip install {' '.join(wanted)}`"
        yield Finding(
            "fix",
            f"{english}: `pip install uv`, then put `uv run` before every command: {example}; without uv "
            f"{command}",
            f"{korean} `pip install uv`를 실행하고 모든 명령 앞에 `uv run`을 붙이십시오(예: {example}). "
            f"uv를 쓰지 않는다면 다음 명령을 실행하십시오: {command}.",
        )


def check_wrong_jwt(path: Sequence[str] = sys.path) -> Iterator[Finding]:
    """Find the distribution `jwt`, which writes into the same folder as PyJWT."""
    if installed("jwt", path):
        yield Finding(
            "fix",
            "The package jwt is not PyJWT and overwrites it: `pip uninstall jwt PyJWT`, then "
            "`pip install PyJWT`; with uv `uv sync --reinstall-package pyjwt`",
            "PyJWT가 아닌 jwt 패키지가 PyJWT를 덮어씁니다. `pip uninstall jwt PyJWT`를 실행한 뒤 "
            "`pip install PyJWT`를 실행하십시오. uv를 쓴다면 `uv sync --reinstall-package pyjwt`를 "
            "실행하십시오.",
        )


def check_imports(
    folders: Sequence[str] = START_FOLDERS, path: Sequence[str] = sys.path
) -> Iterator[Finding]:
    """Find files and folders that are imported in place of a package, such as a jwt.py of one's own."""
    for name, module, _ in PACKAGES:
        # By both names, because the wrong jwt is a package too, and not to be renamed.
        homes = [found.locate_file("") for each in (name, module) for found in installed(each, path)]
        known = {os.path.realpath(str(home)) for home in homes}
        files = {imported_from(module, [folder, *path]) for folder in folders}
        for file in sorted(filter(None, files)):
            if os.path.dirname(os.path.realpath(file)) not in known:
                yield in_the_way(file, module, name, name)


def check_library(folders: Sequence[str] = START_FOLDERS) -> Iterator[Finding]:
    """Find files and folders that are imported in place of a module of Python, such as a socket.py."""
    names = {path.name.partition(".")[0] for folder in folders for path in Path(folder).glob("*")}
    for module in sorted(names & sys.stdlib_module_names):
        # What is built into Python is found before any file.
        if not BuiltinImporter.find_spec(module) and not FrozenImporter.find_spec(module):
            files = {imported_from(module, [folder]) for folder in folders}
            for file in sorted(filter(None, files)):
                yield in_the_way(file, module, "the module of Python itself", "Python 표준 라이브러리의 모듈")


def in_the_way(file: str, module: str, english: str, korean: str) -> Finding:
    """Return that a file or folder is imported instead of what is named in both languages."""
    what, which = ("folder", "폴더를") if os.path.isdir(file) else ("file", "파일을")
    return Finding(
        "fix",
        f"`import {module}` finds {file} instead of {english}: rename that {what}",
        f"`import {module}` 문이 {korean} 대신 이 {which} 가져옵니다: {file}. 이 {which[:2]}의 이름을 "
        "바꾸십시오.",
    )


def installed(name: str, path: Sequence[str]) -> list[metadata.Distribution]:
    """Return the installations of a distribution."""
    return list(metadata.distributions(name=name, path=list(path)))


def numbers(version: str) -> tuple[int, ...]:
    """Return the first three numbers of a version: (2, 1, 0) for 2.1 and for 2.1.0b1."""
    release = re.findall("[0-9]+", re.sub("[^0-9.].*", "", version))
    return tuple(int(number) for number in [*release, 0, 0, 0][:3])


def imported_from(module: str, path: Sequence[str]) -> str | None:
    """Return the file, or the folder of a package, that an import finds on `path`."""
    spec = PathFinder.find_spec(module, path)
    # A folder without __init__.py has no origin, and gives way to any other.
    if spec is None or spec.origin is None:
        return None
    return spec.origin if spec.submodule_search_locations is None else os.path.dirname(spec.origin)
