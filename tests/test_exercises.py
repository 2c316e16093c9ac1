"""Every exercise, proved: right answers pass, wrong ones are rejected, and each draws the hint that helps."""

import ast
import os
import re
from pathlib import Path

import pytest

from tests import components
from tests.stages import ROOT, STAGES, committed
from tests.tutor.exercises import LEVELS, START, Exercise, all_exercises
from tests.tutor.judging import Verdict, judge
from tests.tutor.mine import BOTH
from tests.tutor.telling import can_show, hint_of

EXERCISES = [pytest.param(exercise, id=exercise.name) for exercise in all_exercises()]
ON_MYSQL = [param for param in EXERCISES if "03_pymysql" in str(param.values)]
LANGUAGES = ("en", "ko")
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, scope="module")


@pytest.fixture(scope="module")
def verdicts(exercise: Exercise, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Verdict]:
    """The verdicts on all answers to an exercise; the untouched one is under the learner's path."""
    copy = tmp_path_factory.mktemp(exercise.name) / exercise.path.name
    copy.write_text(committed(exercise.path), encoding="utf-8")
    files = [exercise.solution, *exercise.alternatives, *exercise.mistakes]
    *judged, begun = judge(exercise, [*files, copy])
    return {**dict(zip(files, judged, strict=True)), exercise.path: begun}


@each_exercise
def test_the_solution_and_the_alternatives_pass(exercise: Exercise, verdicts: dict[Path, Verdict]) -> None:
    right = [exercise.solution, *exercise.alternatives]

    assert {path.name: verdicts[path] for path in right} == {path.name: {"kind": "done"} for path in right}


@each_exercise
def test_the_untouched_exercise_fails_by_its_own_error(
    exercise: Exercise, verdicts: dict[Path, Verdict]
) -> None:
    verdict = verdicts[exercise.path]

    if verdict["kind"] == "done" and not components.required():
        pytest.skip("it is solved in what is committed here; CI proves that it fails untouched")
    assert verdict["kind"] == "not begun"


@each_exercise
def test_each_mistake_is_rejected_and_draws_its_own_hint(
    exercise: Exercise, verdicts: dict[Path, Verdict]
) -> None:
    drawn = {path.name: hint_of(exercise, verdicts[path]) for path in exercise.mistakes}

    assert drawn == {path.name: meant(path) for path in exercise.mistakes}, verdicts


@pytest.mark.parametrize("exercise", ON_MYSQL)
def test_on_mariadb_the_right_answers_pass_as_well(exercise: Exercise, mariadb: str) -> None:
    right = [exercise.solution, *exercise.alternatives]

    judged = judge(exercise, right, {**os.environ, "TUTOR_MYSQL_URL": mariadb})

    assert judged == [{"kind": "done"}] * len(right)


@each_exercise
def test_each_hint_is_drawn_by_a_mistake(exercise: Exercise) -> None:
    assert set(exercise.hints) - {START} == {meant(path) for path in exercise.mistakes}


@each_exercise
def test_it_has_all_its_parts(exercise: Exercise) -> None:
    hints = exercise.hints
    readme = (ROOT / exercise.stage / "README.md").read_text(encoding="utf-8")

    assert len(exercise.alternatives) >= 2
    assert len({meant(path) for path in exercise.mistakes}) >= 3
    assert START in hints
    assert [
        (name, language) for name in hints for language in LANGUAGES if not has_levels(hints, name, language)
    ] == []
    assert f"## {exercise.about['section']}\n" in readme
    assert all(1 <= slide <= 68 for slide in exercise.about["slides"])
    assert 5 <= exercise.about["minutes"] <= 10


def has_levels(hints: dict[str, dict[str, list[str]]], name: str, language: str) -> bool:
    """Return whether a hint has all levels in a language, each with a text of its own."""
    levels = hints[name].get(language, [])
    korean = all(re.search("[가-힣]", text) for text in levels) == (language == "ko")
    return len(set(levels)) == LEVELS and all(len(text) > 10 for text in levels) and korean


@each_exercise
def test_a_korean_console_can_show_all_hints(exercise: Exercise) -> None:
    hints = [text for hint in exercise.hints.values() for texts in hint.values() for text in texts]

    assert [text for text in hints if not can_show(text, "cp949")] == []


@each_exercise
def test_its_task_is_told_in_english_and_then_in_korean(exercise: Exercise) -> None:
    task = ast.get_docstring(ast.parse(committed(exercise.path))) or ""
    korean = re.search("[가-힣]", task)

    assert korean
    assert len(task[: korean.start()]) > 100
    assert len(re.findall("[가-힣]", task)) > 50


@each_exercise
def test_the_right_answers_have_different_forms(exercise: Exercise) -> None:
    forms = [
        ast.dump(ast.parse(re.sub(r'"""[\s\S]*?"""', "0", path.read_text(encoding="utf-8"))))
        for path in [exercise.solution, *exercise.alternatives]
    ]

    assert len(set(forms)) == len(forms)


@each_exercise
def test_nothing_that_is_told_gives_the_solution_away(
    exercise: Exercise, verdicts: dict[Path, Verdict]
) -> None:
    given = squeezed(committed(exercise.path))
    secret = {
        line
        for path in [exercise.solution, *exercise.alternatives]
        for line in map(squeezed, path.read_text(encoding="utf-8").splitlines())
        if len(line) > 12 and line not in given and not line.startswith(("#", '"""', "def", "import", "from"))
    }
    hints = [text for hint in exercise.hints.values() for texts in hint.values() for text in texts]
    tests = re.findall(r"(?m)^def (test_\w+)", exercise.test.read_text(encoding="utf-8"))
    called = [verdict.get("called", "") for verdict in verdicts.values()]

    told = {text: line for text in [*hints, *tests, *called] for line in secret if line in squeezed(text)}

    assert told == {}


@each_exercise
def test_what_is_shown_is_in_the_language_of_the_learner(
    exercise: Exercise, verdicts: dict[Path, Verdict]
) -> None:
    shown = [verdict.get(key, "") for verdict in verdicts.values() for key in ("called", "expected", "got")]
    korean = [BOTH.sub(lambda texts: texts["ko"], text) for text in shown]

    # Three words in a row, outside of quotes, are no code; what Python says of an error is English.
    prose = re.compile(r"[a-z]+,? [a-z]+ [a-z]+|\b(?:an?|the) [a-z]+|, and ")
    found = {text for text in korean if "Error" not in text and prose.search(without_quotes(text))}

    assert found == set()


def without_quotes(text: str) -> str:
    """Return a text without the values that stand in it in quotes, or between < and >."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|<[^>]*>", "", text)


def squeezed(text: str) -> str:
    """Return a text without blanks, and with one kind of quotes."""
    return re.sub(r"\s", "", text).replace("'", '"')


def meant(mistake: Path) -> str:
    """Return the name of the hint that a mistake has to draw."""
    return mistake.stem.partition("__")[0]


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_has_five_exercises_in_order(stage: str) -> None:
    ours = [exercise for exercise in all_exercises() if exercise.stage == stage]

    assert [exercise.about["order"] for exercise in ours] == [1, 2, 3, 4, 5]
    assert sorted(exercise.path for exercise in ours) == sorted((ROOT / stage / "exercises").glob("*.py"))


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
@pytest.mark.parametrize("stage", STAGES)
def test_the_readme_of_a_stage_lists_its_exercises(stage: str, readme: str) -> None:
    rows = re.findall(
        r"(?m)^\| \[`(\w+)`\]\(exercises/(\w+)\.py\) \| (.*) \| (\d+) \|$",
        (ROOT / stage / readme).read_text(encoding="utf-8"),
    )

    assert rows == [
        (one.name, one.name, title(one, korean="ko" in readme), str(one.about["minutes"]))
        for one in all_exercises()
        if one.stage == stage
    ]


def title(exercise: Exercise, *, korean: bool) -> str:
    """Return the first line of a task, in a language."""
    lines = (ast.get_docstring(ast.parse(committed(exercise.path))) or "").splitlines()
    return next(line for line in lines if bool(re.search("[가-힣]", line)) == korean and line[0] != " ")


def test_no_two_exercises_have_the_same_name() -> None:
    names = [exercise.name for exercise in all_exercises()]

    assert len(names) == len(set(names)) == 30
