"""How strong the exercises' tests are: each small change to a reference solution has to fail.

    uv run --group mutants python tests/exercises/mutants.py
    uv run --group mutants python tests/exercises/mutants.py 02_decorators

Cosmic Ray makes the changes: another operator, another number, a condition turned round, a decorator
taken away. It takes some minutes, so that it is not part of the test run. It prints the changes that
no test has noticed, and how many were noticed in each stage.
"""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path.append(str(ROOT))

from tests.tutor.exercises import Exercise, all_exercises  # noqa: E402
from tests.tutor.judging import command_for  # noqa: E402

STAGES = ["01_hello", "02_decorators", "03_pymysql", "04_sqlalchemy", "05_jwt"]
# In our solutions `|` stands in annotations only, where each change is a TypeError that no test has found.
CONFIG = """
[cosmic-ray]
module-path = {file}
timeout = 30.0
excluded-modules = []
test-command = {command}

[cosmic-ray.distributor]
name = "local"

[cosmic-ray.filters.operators-filter]
exclude-operators = ["core/ReplaceBinaryOperator_BitOr_.*"]
"""


def mutants(exercise: Exercise) -> list[dict[str, Any]]:
    """Return what came of each change: `test_outcome` and `diff`."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "solution.py"
        shutil.copy(exercise.solution, file)
        command = subprocess.list2cmdline(command_for([(exercise.test, file)]))
        config = CONFIG.format(file=json.dumps(str(file)), command=json.dumps(command))
        Path(folder, "config.toml").write_text(config, encoding="utf-8")
        for program in (
            ["cosmic-ray", "init", "config.toml", "session.sqlite"],
            ["cr-filter-operators", "session.sqlite", "config.toml"],
            ["cosmic-ray", "exec", "config.toml", "session.sqlite"],
        ):
            subprocess.run(program, cwd=folder, check=True, capture_output=True)
        dumped = subprocess.run(
            ["cosmic-ray", "dump", "session.sqlite"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    results = [json.loads(line)[1] for line in dumped.stdout.splitlines()]
    # `exception` is a change that Cosmic Ray itself could not make.
    return [result for result in results if result["worker_outcome"] not in {"skipped", "exception"}]


def main(stages: list[str]) -> None:
    """Try all changes, and print the figures."""
    exercises = [exercise for exercise in all_exercises() if exercise.stage in stages]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = dict(zip(exercises, pool.map(mutants, exercises), strict=True))
    for exercise, outcomes in results.items():
        for outcome in outcomes:
            if outcome["test_outcome"] != "killed":
                print(f"\n{exercise.stage}/{exercise.name}: {outcome['test_outcome']}\n{outcome['diff']}")
    print()
    total = noticed = 0
    for stage in stages:
        outcomes = [o for exercise, found in results.items() if exercise.stage == stage for o in found]
        killed = sum(outcome["test_outcome"] == "killed" for outcome in outcomes)
        print(f"{stage:<14} {killed:>4} of {len(outcomes):>4} changes noticed")
        total, noticed = total + len(outcomes), noticed + killed
    print(f"{'all':<14} {noticed:>4} of {total:>4}, {noticed / total:.1%}")


if __name__ == "__main__":
    main(sys.argv[1:] or STAGES)
