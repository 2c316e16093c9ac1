"""The checks of packages: each fault is made for real, and named with what to do in both languages."""

import os
import re
import sys
import tomllib
from pathlib import Path

import machine_checks
import package_checks
import pytest
from package_checks import PACKAGES

from tests.doctor_faults import amiss, install
from tests.stages import ROOT

KOREAN = {"file": "파일을", "folder": "폴더를"}


def test_the_oldest_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    requirements = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    oldest = dict(re.findall(r"^([\w-]+)(?:\[\w+\])?>=([\d.]+)", "\n".join(requirements), re.MULTILINE))

    stated = {name.lower(): version for name, _, version in PACKAGES}

    assert stated == {name: oldest.get(name) for name in stated}
    assert project["project"]["requires-python"] == ">=" + ".".join(map(str, machine_checks.OLDEST_PYTHON))


def test_packages_that_are_new_enough_are_listed(tmp_path: Path) -> None:
    for name, _, oldest in PACKAGES:
        install(tmp_path, name.lower(), oldest)

    found = package_checks.check_packages([str(tmp_path)])

    assert amiss(found, "ok", *(f"{name} {oldest}" for name, _, oldest in PACKAGES)) == []


def test_missing_packages_are_named_and_old_ones_with_their_version(tmp_path: Path) -> None:
    versions = {"PyMySQL": "1.2.4", "flask": "3.1.0", "PyJWT": "2.9"}
    path = [install(tmp_path / name, name, version) for name, version in versions.items()]

    good, bad = package_checks.check_packages(path, {})

    commands = ["`pip install uv`", "`uv run`", '`pip install "SQLAlchemy>=2.1" "PyJWT>=2.15" "pytest>=9.0"`']
    assert amiss([good], "ok", ": Flask 3.1.0, PyMySQL 1.2.4") == []
    assert amiss([bad], "fix", ": SQLAlchemy, PyJWT 2.9, pytest", *commands) == []


@pytest.mark.parametrize(
    ("with_uv", "by_uv", "level", "english", "commands"),
    [
        (True, "", "note", "Not in this Python", ["`uv run`", "`uv run python 01_hello/doctor.py`"]),
        (False, "", "fix", "Packages missing", ["`pip install uv`", "`uv run python 01_hello/doctor.py`"]),
        (True, "/bin/uv", "fix", "Packages missing", ["`uv sync`"]),
        (False, "/bin/uv", "fix", "Packages missing", ["`uv sync`"]),
    ],
)
def test_how_to_get_the_packages_depends_on_uv(
    tmp_path: Path, with_uv: bool, by_uv: str, level: str, english: str, commands: list[str]
) -> None:
    if with_uv:
        (tmp_path / ("uv.exe" if os.name == "nt" else "uv")).touch(mode=0o755)
    old = install(tmp_path / "site", "PyJWT", "2.9")

    [finding] = package_checks.check_packages([old], {"PATH": str(tmp_path), "UV": by_uv})

    assert amiss([finding], level, ": Flask, SQLAlchemy, PyMySQL, PyJWT 2.9, pytest", *commands) == []
    assert finding.english.startswith(english)
    assert ("`pip " in finding.english) == ("`pip install uv`" in commands)


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("9", (9, 0, 0)),
        ("2.10", (2, 10, 0)),
        ("2.1.0b1", (2, 1, 0)),
        ("9.1.dev3+g1a2b", (9, 1, 0)),
        ("1.1.2.post4", (1, 1, 2)),
        ("unknown", (0, 0, 0)),
    ],
)
def test_any_version_can_be_compared(version: str, numbers: tuple[int, ...]) -> None:
    assert package_checks.numbers(version) == numbers


def test_the_wrong_jwt_is_named_and_pyjwt_is_not(tmp_path: Path) -> None:
    right, wrong = install(tmp_path / "1", "PyJWT", "2.15.0"), install(tmp_path / "2", "jwt", "1.3.1")

    [finding] = package_checks.check_wrong_jwt([right, wrong])

    commands = ["`pip uninstall jwt PyJWT`", "`pip install PyJWT`", "`uv sync --reinstall-package pyjwt`"]
    assert amiss([finding], "fix", *commands) == []
    assert list(package_checks.check_wrong_jwt([right])) == []


@pytest.mark.parametrize(("name", "module"), [(name, module) for name, module, _ in PACKAGES])
@pytest.mark.parametrize(("what", "file"), [("file", "{}.py"), ("folder", "{}/__init__.py")])
def test_what_is_named_like_a_package_is_named(
    tmp_path: Path, name: str, module: str, what: str, file: str
) -> None:
    path = tmp_path / file.format(module)
    path.parent.mkdir(exist_ok=True)
    path.touch()

    [finding] = package_checks.check_imports([str(tmp_path)])

    named = str(path if what == "file" else path.parent)
    assert amiss([finding], "fix", f"`import {module}`", named) == []
    assert finding.english.endswith(f" finds {named} instead of {name}: rename that {what}")
    assert f" {name} 대신 이 {KOREAN[what]} 가져옵니다: {named}. " in finding.korean


@pytest.mark.parametrize("module", ["re", "socket", "types", "email"])
@pytest.mark.parametrize(("what", "file"), [("file", "{}.py"), ("folder", "{}/__init__.py")])
def test_what_is_named_like_a_module_of_python_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, what: str, file: str
) -> None:
    path = tmp_path / file.format(module)
    path.parent.mkdir(exist_ok=True)
    path.touch()
    monkeypatch.chdir(tmp_path)

    [finding] = package_checks.check_library(["", str(tmp_path), "gone"])

    named = str(path if what == "file" else path.parent)
    assert amiss([finding], "fix", f"`import {module}`", named) == []
    assert finding.english.endswith(f" {named} instead of the module of Python itself: rename that {what}")
    assert f" 대신 이 {KOREAN[what]} 가져옵니다: {named}. " in finding.korean


def test_what_cannot_be_in_the_way_of_python_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "socket").mkdir()
    for name in ("sys.py", "os.py", "socket.txt", "sockets.py"):
        (tmp_path / name).touch()

    assert list(package_checks.check_library([str(tmp_path)])) == []


def test_no_file_of_the_workshop_is_in_the_way_of_python() -> None:
    assert list(package_checks.check_library()) == []


@pytest.mark.parametrize(
    ("folders", "path"),
    [([""], sys.path), (["gone", "gone too"], ["", *sys.path])],
    ids=["current folder", "first on the path"],
)
def test_a_file_in_the_way_is_named_once_wherever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folders: list[str], path: list[str]
) -> None:
    (tmp_path / "jwt.py").touch()
    monkeypatch.chdir(tmp_path)

    assert amiss(package_checks.check_imports(folders, path), "fix", str(tmp_path / "jwt.py")) == []


def test_what_an_import_passes_over_is_not_in_the_way(tmp_path: Path) -> None:
    without_init, behind = tmp_path / "1", tmp_path / "2"
    (without_init / "flask").mkdir(parents=True)
    behind.mkdir()
    (behind / "jwt.py").touch()

    found = [
        *package_checks.check_imports([str(without_init)], [*sys.path, str(behind)]),
        *package_checks.check_imports([str(without_init)], []),
    ]

    assert found == []


def test_the_files_of_the_wrong_jwt_are_not_to_be_renamed(tmp_path: Path) -> None:
    (tmp_path / "jwt").mkdir()
    (tmp_path / "jwt" / "__init__.py").touch()

    assert list(package_checks.check_imports([""], [install(tmp_path, "jwt", "1.3.1")])) == []


def test_programs_start_in_each_stage_and_in_the_repository() -> None:
    stages = {path for path in ROOT.iterdir() if re.match(r"\d\d_", path.name)}

    assert len(stages) == 6
    assert {Path(folder) for folder in package_checks.START_FOLDERS} == {*stages, ROOT, Path()}
