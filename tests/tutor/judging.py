"""Judge files, each in a process that may end, loop or crash without taking anything along."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.tutor.exercises import Exercise
from tests.tutor.limits import LAST_SECONDS
from tests.tutor.loading import line_at

Verdict = dict[str, Any]
# Tests, each with a file that it judges.
Jobs = list[tuple[Path, Path]]
CHILD = Path(__file__).with_name("child.py")
# For all of one process, which has a limit of its own for each test: this is for when that fails.
SECONDS = 60


def judge(exercise: Exercise, files: list[Path], environment: dict[str, str] | None = None) -> list[Verdict]:
    """Return a verdict for each file, in one process as long as none takes it down."""
    return _judge([(exercise.test, file) for file in files], environment)


def judge_together(exercises: list[Exercise]) -> list[Verdict]:
    """Return a first verdict on the learner's file of each exercise.

    It costs a tenth of judging each by itself; a file that does not let the others in its process be
    may have spoilt the verdict, so that whoever is told about a fault is judged anew.
    """
    return _judge([(exercise.test, exercise.path) for exercise in exercises])


def judge_mine(exercise: Exercise) -> Verdict:
    """Return the verdict on the learner's file; if the reference fails as well, the fault is not theirs.

    Then the kind is `not your fault`, and `reference` the verdict on the reference.
    """
    test = exercise.test
    verdict, *reference = _one_process([(test, exercise.path), (test, exercise.solution)])
    if verdict["kind"] in {"done", "no file"} or (reference and reference[0]["kind"] == "done"):
        return verdict
    # What the learner's file did may have spoilt that process.
    [reference_alone] = judge(exercise, [exercise.solution])
    if reference_alone["kind"] == "done":
        return verdict
    return {"kind": "not your fault", "reference": reference_alone}


def command_for(jobs: Jobs, *options: str) -> list[str]:
    """Return the command that judges files by tests; its exit status is 0 if the last one is right."""
    # Isolated: without the learner's PYTHONPATH, and the same whatever folder it is started in.
    isolated = [sys.executable, "-I", "-X", "utf8"]
    return [*isolated, str(CHILD), *options, *(str(path) for job in jobs for path in job)]


def _judge(jobs: Jobs, environment: dict[str, str] | None = None) -> list[Verdict]:
    verdicts: list[Verdict] = []
    while len(verdicts) < len(jobs):
        verdicts += _one_process(jobs[len(verdicts) :], "--all", environment=environment)
    return verdicts


def _one_process(jobs: Jobs, *options: str, environment: dict[str, str] | None = None) -> list[Verdict]:
    """Return the verdicts of one process; of one that dies, those it came to, or that it died at once."""
    process = subprocess.Popen(
        command_for(jobs, *options),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    try:
        printed, said = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        printed, _ = process.communicate()
        return _verdicts(printed) or [{"kind": "endless", "seconds": SECONDS}]
    except BaseException:
        # Ctrl-C, which a file may not hear.
        process.kill()
        process.communicate()
        raise
    return _verdicts(printed) or [_of_death(process.returncode, said.decode(errors="replace"), jobs[0][1])]


def _verdicts(printed: bytes) -> list[Verdict]:
    return [json.loads(line) for line in printed.splitlines()]


def _of_death(status: int, said: str, file: Path) -> Verdict:
    """Return the verdict on a file whose process has ended without one."""
    if found := re.search(rf'^Timeout [\s\S]*?File "{re.escape(str(file))}", line (\d+)', said):
        line = int(found[1])
        text = line_at(file.read_text("utf-8", "replace"), line)
        return {"kind": "endless", "seconds": LAST_SECONDS, "line": line, "text": text}
    # It prints an error there only before it has come to a file.
    return {"kind": "dies", "status": status, "got": "".join(said.splitlines()[-1:])}
