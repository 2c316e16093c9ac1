"""The tutor as a learner meets it: what it says of right, wrong and broken files, and where."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import Desk, Ran, exercise
from tests.terminal import STYLE
from tests.tutor.telling import WORDS, columns

FILE = "02_decorators/exercises/calls.py"
LAST = "at_most"
OTHER = f"02_decorators/exercises/{LAST}.py"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Two exercises, of which the second is done."""
    found = Desk(tmp_path, "calls", LAST)
    found.answer(LAST, "solution")
    return found


def test_an_exercise_not_begun_is_met_with_its_task_and_a_first_hint(desk: Desk) -> None:
    ran = desk.pytest("--mine")

    assert ran.status == 1
    assert ran.text.startswith(f"{FILE}\n\nYour turn, ")
    assert "Hint 1 of 3: " in ran.text
    assert ran.text.endswith("\n02_decorators  ○ ●  1/2\n1 of 2 done\n")


def test_a_wrong_answer_is_told_as_called_got_and_expected(desk: Desk) -> None:
    desk.answer("calls", "mistakes/result_lost")

    lines = desk.pytest("--mine").text.splitlines()

    assert lines[:5] == [
        FILE,
        "",
        """  called    counted(spend)("lunch", 9000)""",
        "  got       None",
        "  expected  'lunch: 9000'",
    ]


def test_it_speaks_korean_when_asked_and_when_the_machine_does(desk: Desk) -> None:
    desk.answer("calls", "mistakes/result_lost")

    asked, machine, other = (
        desk.pytest("--mine", "--lang", "ko"),
        desk.pytest("--mine", LANG="ko_KR.UTF-8"),
        desk.pytest("--mine", "--lang", "en", LANG="ko_KR.UTF-8"),
    )

    assert "  호출      counted(spend)" in asked.text
    assert "힌트 1/3: " in asked.text
    assert "02_decorators/README.ko.md" in asked.text
    assert machine == asked
    assert "Hint 1 of 3: " in other.text


def hint(ran: Ran) -> str:
    """Return the line that holds the hint."""
    return next(line for line in ran.text.splitlines() if line.startswith("Hint"))


def test_each_asking_gives_the_next_hint_up_to_the_last(desk: Desk) -> None:
    desk.answer("calls", "mistakes/result_lost")
    hints = exercise("calls").hints["result_lost"]["en"]

    given = [
        hint(desk.pytest(*arguments)) for arguments in (["--mine"], *[["--mine", "--hint"]] * 3, ["--mine"])
    ]

    assert given == [f"Hint {level} of 3: {hints[level - 1]}" for level in (1, 2, 3, 3, 3)]


def test_another_mistake_has_hints_of_its_own_and_a_right_answer_ends_them(desk: Desk) -> None:
    desk.answer("calls", "mistakes/result_lost")
    desk.pytest("--mine", "--hint")
    other = desk.judge_folder("calls") / "mistakes" / "nothing_returned.py"

    desk.path("calls").write_bytes(other.read_bytes())
    first = hint(desk.pytest("--mine"))
    desk.answer("calls", "solution")
    desk.pytest("--mine")
    desk.answer("calls", "mistakes/result_lost")

    assert first.startswith("Hint 1 of 3")
    assert hint(desk.pytest("--mine")).startswith("Hint 1 of 3")


def test_all_that_is_done_is_said_so(desk: Desk) -> None:
    desk.answer("calls", "solution")

    ran = desk.pytest("--mine")

    assert ran.status == 0
    assert ran.text == f"{FILE}: done\n{OTHER}: done\n\n02_decorators  ● ●  2/2\nAll 2 exercises are done.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--mine", "-k", LAST], id="name"),
        pytest.param(["--mine", OTHER], id="file"),
        pytest.param([OTHER], id="file alone"),
        pytest.param([f"{OTHER}::anything"], id="node"),
        pytest.param(["--mine", f"tests/exercises/02_decorators/{LAST}"], id="its tests"),
    ],
)
def test_one_exercise_is_chosen_by_the_usual_selectors(arguments: list[str], desk: Desk) -> None:
    ran = desk.pytest(*arguments)

    assert ran.status == 0
    assert ran.text.startswith(f"{OTHER}: done\n")
    assert FILE not in ran.text


@pytest.mark.parametrize(
    "arguments", [["02_decorators"], ["02_decorators/exercises"], ["-k", "02_decorators"]]
)
def test_a_stage_is_chosen_by_its_folder_or_name(arguments: list[str], desk: Desk) -> None:
    desk.answer("calls", "solution")

    ran = desk.pytest("--mine", *arguments)

    assert ran.text.startswith(f"{FILE}: done\n{OTHER}: done\n")


@pytest.mark.parametrize("arguments", [["-k", "nonsense"], ["02_decorators/README.md"], ["nowhere.py"]])
def test_what_is_no_exercise_is_answered_with_those_there_are(arguments: list[str], desk: Desk) -> None:
    ran = desk.pytest("--mine", *arguments)

    assert ran.status == 5
    assert ran.text == f"No exercise is meant by that. There are: calls, {LAST}\n"


def test_a_file_is_judged_anew_when_it_has_changed_or_is_named(desk: Desk) -> None:
    mark = desk.folder / "runs"
    with desk.path(LAST).open("a", encoding="utf-8") as file:
        file.write(f"\nwith open({str(mark)!r}, 'a') as file:\n    file.write('.')\n")

    def runs(*arguments: str) -> int:
        mark.write_text("", encoding="utf-8")
        desk.pytest(*arguments)
        return len(mark.read_text(encoding="utf-8"))

    first, again, named, forgotten = (
        runs("--mine"),
        runs("--mine"),
        runs(OTHER),
        runs("--mine", "--cache-clear"),
    )

    assert again == 0
    assert first == named == forgotten > 0


@pytest.mark.parametrize("kept", ["[]", "{", '{"calls": 1, "calls result_lost": "x"}'])
def test_a_memory_that_is_spoilt_is_none(kept: str, desk: Desk) -> None:
    desk.answer("calls", "mistakes/result_lost")
    for name in ("done", "levels"):
        file = desk.folder / ".pytest_cache" / "v" / "tutor" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(kept, encoding="utf-8")

    assert "Hint 2 of 3" in desk.pytest("--mine", "--hint").text


def test_without_a_memory_it_goes_on_as_well(desk: Desk) -> None:
    desk.answer("calls", "mistakes/result_lost")

    assert "Hint 2 of 3" in desk.pytest("--mine", "--hint", "-p", "no:cacheprovider").text


def test_a_file_that_is_saved_while_it_is_judged_is_judged_again(desk: Desk) -> None:
    wrong = desk.judge_folder(LAST) / "mistakes" / "own_limit.py"
    # What is judged is right, and overwritten by the time that the verdict is known.
    with desk.path(LAST).open("a", encoding="utf-8") as file:
        file.write(f"\nimport shutil\n\nshutil.copy({str(wrong)!r}, __file__)\n")

    desk.pytest("--mine")

    assert "02_decorators  ○ ○  0/2\n" in desk.pytest("--mine").text


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe closed early is another error there")
def test_who_reads_the_beginning_only_is_shown_no_error(desk: Desk) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    command = [sys.executable, "-m", "pytest", "--mine"]
    done = subprocess.run(command, cwd=desk.folder, stdout=writer, stderr=subprocess.PIPE, timeout=60)
    os.close(writer)

    assert done.stderr == b""


def test_help_is_that_of_pytest(desk: Desk) -> None:
    assert "exercises:\n  --mine " in desk.pytest("--mine", "--help").text


def test_when_the_solution_fails_as_well_it_is_not_the_learners_fault(desk: Desk) -> None:
    desk.answer("calls", "mistakes/result_lost")
    (desk.judge_folder("calls") / "solution.py").write_text("import a_package_that_is_not_here\n")

    ran = desk.pytest("--mine")

    assert "This is not your fault" in ran.text
    assert "01_hello/doctor.py" in ran.text
    assert "No module named 'a_package_that_is_not_here'" in ran.text
    assert "Hint" not in ran.text


def test_what_a_file_does_to_its_process_is_not_taken_for_a_fault_of_the_machine(desk: Desk) -> None:
    desk.path("calls").write_text(
        "import builtins\nbuiltins.callable = None\n\ndef counted(function):\n    return None\n",
        encoding="utf-8",
    )

    ran = desk.pytest("--mine")

    assert "not your fault" not in ran.text
    assert (
        f"{FILE}\n\nThe tests cannot work with what the file gave them.\n\n  got       TypeError" in ran.text
    )


@pytest.mark.parametrize(
    ("encoding", "marks"),
    [pytest.param("cp949", "○ ●", id="cp949"), pytest.param("ascii", ". #", id="ascii")],
)
def test_a_poor_console_shows_what_it_can(encoding: str, marks: str, desk: Desk) -> None:
    ran = desk.pytest("--mine", "--lang", "ko", PYTHONIOENCODING=encoding)

    assert f"02_decorators  {marks}  1/2\n" in ran.text
    assert ("힌트 1/3" in ran.text) == (encoding == "cp949")
    assert ran.text.startswith("(This console cannot show Korean") == (encoding == "ascii")
    assert "\\u" not in ran.text


def test_what_a_console_cannot_show_of_a_value_is_shown_as_python_writes_it(desk: Desk) -> None:
    desk.path("calls").write_text("def counted(function):\n    return '월세'\n", encoding="utf-8")

    ran = desk.pytest("--mine", PYTHONIOENCODING="ascii")

    assert "\\uc6d4\\uc138" in ran.text


def test_there_are_colours_where_the_console_has_them(desk: Desk) -> None:
    plain, coloured = desk.pytest("--mine"), desk.pytest("--mine", "--color=yes")

    assert "\x1b[33mHint 1 of 3" in coloured.text
    assert STYLE.sub("", coloured.text) == plain.text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_sentences_break_between_words_where_the_console_ends(language: str, desk: Desk) -> None:
    wide, narrow = (desk.pytest("--mine", "--lang", language, COLUMNS=width) for width in ("1000", "60"))

    sentences = [line for line in narrow.text.splitlines() if "/" not in line]

    assert max(map(columns, sentences)) <= 60 < max(map(columns, wide.text.splitlines()))
    assert narrow.text.split() == wide.text.split()


def test_both_languages_say_the_same_with_the_same_values() -> None:
    values = {
        key: {language: re.findall(r"{(\w+)}", text) for language, text in both.items()}
        for key, both in WORDS.items()
    }

    assert {key for key, both in values.items() if set(both["en"]) != set(both["ko"])} == set()
    assert {key for key, both in WORDS.items() if not re.search("[가-힣]", both["ko"])} == {"console"}
    assert {key for key, both in WORDS.items() if not both["en"].isascii()} == set()
