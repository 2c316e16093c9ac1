"""What we depend on: pinned by hash, from PyPI alone, and asked about by CI; and what SECURITY.md names."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.stages import ROOT, STAGES, tracked, uv

LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
PYPI = "https://pypi.org/simple"
OTHERS = re.compile(r"index-url|default-index|find-links|(?:UV|PIP)_\w*INDEX|tool\.uv(?:\.pip|\.index)?\]")
# What says where packages come from; a user's own settings are the user's.
SETTINGS = {".toml", ".txt", ".yml", ".yaml", ".json", ".cfg", ".ini", ".conf", ""}


def files(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what uv.lock says of the files of a package."""
    return [*([package["sdist"]] if "sdist" in package else []), *package.get("wheels", [])]


def test_each_package_but_our_own_comes_from_pypi() -> None:
    sources = {package["name"]: package["source"] for package in LOCK["package"]}

    assert sources.pop("account-book") == {"editable": "."}
    assert len(sources) > 100
    assert {name: source for name, source in sources.items() if source != {"registry": PYPI}} == {}


def test_each_file_that_may_be_fetched_has_its_sha256_and_pypis_address() -> None:
    fetched = [package for package in LOCK["package"] if "registry" in package["source"]]

    assert [package["name"] for package in fetched if not files(package)] == []
    wrong = [
        file["url"]
        for package in fetched
        for file in files(package)
        if not re.fullmatch(r"sha256:[0-9a-f]{64}", file.get("hash", ""))
        or not file["url"].startswith("https://files.pythonhosted.org/packages/")
    ]
    assert wrong == []


def test_no_file_of_ours_names_another_place_to_fetch_packages_from() -> None:
    named = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if (path.suffix in SETTINGS or "Dockerfile" in path.name)
        if OTHERS.search(path.read_text(encoding="utf-8", errors="replace"))
    ]

    assert named == []


@pytest.mark.parametrize("stage", STAGES)
def test_what_a_stage_asks_for_is_locked_in_a_version_that_it_allows(stage: str) -> None:
    locked: dict[str, list[str]] = {}
    for package in LOCK["package"]:
        locked.setdefault(package["name"], []).append(package["version"])
    asked = [
        Requirement(line)
        for line in (ROOT / stage / "requirements.txt").read_text(encoding="utf-8").splitlines()
    ]

    assert asked
    missing = [
        str(one)
        for one in asked
        if not any(map(one.specifier.contains, locked.get(canonicalize_name(one.name), [])))
    ]
    assert missing == []


def test_the_lock_is_that_of_pyproject() -> None:
    # CI also runs with the lowest versions that we allow; such a lock says so.
    mode = LOCK.get("options", {}).get("resolution-mode", "highest")
    # A machine's own index or settings must not decide what is right here.
    ours = ("--offline", "--no-config", "--default-index", PYPI, "--resolution", mode)

    checked = subprocess.run(
        [uv(), "lock", "--check", *ours], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )

    assert checked.returncode == 0, f"run `uv lock`: {checked.stderr}"


def test_what_security_md_names_is_there_in_both_languages() -> None:
    named = [
        re.findall(r"`((?:\.ci|tests|06_full_app)/[^`]+)`", (ROOT / name).read_text(encoding="utf-8"))
        for name in ("SECURITY.md", "SECURITY.ko.md")
    ]

    assert named[0] == named[1]
    assert [name for name in named[0] if not (ROOT / name).is_file()] == []


CLEAN = '{"name": "click", "version": "8.2", "vulns": []}'
UNKNOWN = '{"name": "ours", "skip_reason": "Dependency not found on PyPI"}'
FAULTY = (
    """{"name": "flask", "version": "0.5", "vulns": [{"id": "PYSEC-2019-179", "fix_versions": ["1.0"]}]}"""
)
REPORTS = {
    "a finding": (
        f"echo '{{\"dependencies\": [{FAULTY}, {CLEAN}, {UNKNOWN}]}}'; exit 1",
        "flask 0.5 has PYSEC-2019-179, fixed in 1.0.\n"
        "Packages audited: 2. Known vulnerabilities: 1.\nNot audited: ours.\n",
    ),
    "nothing found": (
        f"echo '{{\"dependencies\": [{CLEAN}]}}'",
        "Packages audited: 1. Known vulnerabilities: 0.\n",
    ),
    "a proxy that knows nothing": (
        f"echo '{{\"dependencies\": [{UNKNOWN}]}}'",
        "Nothing was audited: the vulnerability service knows none of our packages from here.\n",
    ),
    "no network": (
        "echo 'Failed to fetch: pip-audit' >&2; exit 2",
        "Nothing was audited: it needs the network, to fetch pip-audit and to ask for vulnerabilities.\n",
    ),
    "a fault of its own": (
        "echo 'It fell over' >&2; exit 1",
        "Nothing was audited, pip-audit failed:\nIt fell over\n",
    ),
}


needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for uv is a script of sh")


@needs_sh
@pytest.mark.parametrize("what", REPORTS)
def test_the_audit_reports_what_it_found_and_never_fails(what: str, tmp_path: Path) -> None:
    answer, report = REPORTS[what]
    stand_in = tmp_path / "uv"
    stand_in.write_text(f'#!/bin/sh\n[ "$1" = export ] && exit 0\n{answer}\n', encoding="utf-8")
    stand_in.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    environment["PATH"] = f"{tmp_path}{os.pathsep}{environment['PATH']}"

    done = audit(environment)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == report


@needs_sh
def test_without_uv_the_audit_says_so(tmp_path: Path) -> None:
    done = audit({**os.environ, "PATH": str(tmp_path)})

    assert done.returncode == 0
    assert done.stdout == "Nothing was audited: uv is not on the PATH.\n"


def audit(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run CI's audit."""
    return subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "audit.py")],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
