"""Each numbered stage runs in a fresh environment with only the packages of its requirements.txt."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests import stages
from tests.stages import ROOT, STAGES
from tests.tutor import judging
from tests.tutor.exercises import all_exercises

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


def import_in(environment: Path, stage: str, names: list[str]) -> "subprocess.CompletedProcess[str]":
    """Import modules, with an environment's packages and the stage's folder and nothing else."""
    return subprocess.run(
        [stages.program(environment, "python"), "-I", "-c", IMPORT, ROOT / stage, *names],
        cwd=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=stages.SECONDS,
    )


@pytest.mark.parametrize("stage", BEGUN)
def test_a_stage_imports_nothing_but_what_it_asks_for(stage: str, environments: stages.Environments) -> None:
    done = import_in(environments.of(stage), stage, stages.modules(stage))

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_a_fresh_environment_does_not_know_the_other_packages(environments: stages.Environments) -> None:
    others = ["sqlalchemy", "account_book", "hello_world"]

    done = import_in(environments.of("01_hello"), "01_hello", ["flask", *others])

    assert re.findall(r"(?m)^(\w+) No module named", done.stdout) == others


# Runs the tutor's process, with a stage's folder as what is installed.
JUDGE = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_path(sys.argv.pop(1), run_name="__main__")
"""


@pytest.mark.parametrize("stage", BEGUN)
def test_the_exercises_of_a_stage_need_nothing_but_what_it_asks_for(
    stage: str, environments: stages.Environments
) -> None:
    exercises = [exercise for exercise in all_exercises() if exercise.stage == stage]
    files = [path for exercise in exercises for path in (exercise.test, exercise.solution)]
    python = stages.program(environments.of(stage), "python")

    done = subprocess.run(
        [python, "-I", "-X", "utf8", "-c", JUDGE, ROOT / stage, judging.CHILD, "--all", *files],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=stages.SECONDS,
    )

    assert done.stdout.splitlines() == ['{"kind": "done"}'] * 5, done.stderr


@pytest.mark.parametrize("stage", BEGUN)
def test_a_stage_asks_for_the_versions_that_the_project_asks_for(stage: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    account_book = project["project"]["dependencies"]
    # What a stage needs and the account book does not, such as the practice server's library.
    ours = [*account_book, *project["dependency-groups"]["dev"]]

    asked = {plain(line) for line in requirements(stage)}

    assert asked <= {plain(line) for line in ours}
    assert stage != "06_full_app" or requirements(stage) == account_book


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_a_folder_of_modules_and_no_package(stage: str) -> None:
    assert not (ROOT / stage / "__init__.py").exists()
