"""Each numbered stage runs in a fresh environment with only the packages of its requirements.txt."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests import stages
from tests.stages import ROOT, STAGES

BEGUN = [stage for stage in STAGES if stages.modules(stage)]
# Imports what is named on its command line, and says what it could not.
IMPORT = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(name, error)
"""


def requirements(stage: str) -> list[str]:
    """Return the lines of a stage's requirements.txt."""
    return (ROOT / stage / "requirements.txt").read_text(encoding="ascii").splitlines()


def plain(requirement: str) -> str:
    """Return a requirement in lower case without its extras: 'pymysql>=1.1.2'."""
    return re.sub(r"\[.*?\]", "", requirement.lower())


@pytest.mark.parametrize("stage", BEGUN)
def test_a_stage_imports_nothing_but_what_it_asks_for(
    stage: str, environments: stages.Environments, tmp_path: Path
) -> None:
    python = stages.program(environments.of(stage), "python")

    done = subprocess.run(
        [python, "-I", "-c", IMPORT, ROOT / stage, *stages.modules(stage)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=stages.SECONDS,
    )

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_a_fresh_environment_does_not_know_the_other_packages(environments: stages.Environments) -> None:
    python = stages.program(environments.of("01_hello"), "python")

    done = subprocess.run(
        [python, "-I", "-c", IMPORT, ROOT / "01_hello", "flask", "sqlalchemy", "account_book", "hello_world"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=stages.SECONDS,
    )

    assert re.findall(r"(?m)^(\w+) No module named", done.stdout) == [
        "sqlalchemy",
        "account_book",
        "hello_world",
    ]


@pytest.mark.parametrize("stage", BEGUN)
def test_a_stage_asks_for_the_versions_that_the_project_asks_for(stage: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {plain(line) for line in requirements(stage)}

    assert asked <= {plain(line) for line in project["dependencies"]}
    assert stage != "06_full_app" or requirements(stage) == project["dependencies"]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_a_folder_of_modules_and_no_package(stage: str) -> None:
    assert not (ROOT / stage / "__init__.py").exists()
