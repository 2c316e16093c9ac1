"""Files that cannot be judged are named plainly, with the line, in both languages; the rest goes on."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desk import Desk

LAST = "at_most"


@dataclass(frozen=True)
class Fault:
    """A file that a learner may leave, and what has to be said of it."""

    source: str | bytes | None
    english: str
    korean: str


FAULTS = [
    pytest.param(
        Fault(
            None,
            "The file is not there. git checkout 02_decorators",
            "파일이 없습니다. git checkout 02_decorators",
        ),
        id="deleted",
    ),
    pytest.param(
        Fault(
            "\n\ndef countd(function):\n    return function\n",
            "The file has no counted, which the tests call; line 3 defines countd.",
            "이름이 파일에 없습니다: counted. 3번째 줄에 정의된 이름은 countd입니다.",
        ),
        id="renamed",
    ),
    pytest.param(
        Fault("", "The file has no counted any more", "이름이 파일에 없습니다: counted. git diff"), id="empty"
    ),
    pytest.param(
        Fault(
            "\ndef counted(function:\n    return function\n",
            r"Python cannot read line 2: [^\n]+\n\n  line 2    def counted\(function:",
            r"Python이 2번째 줄을 읽지 못합니다: [^\n]+\n\n  2번째 줄 +def counted\(function:",
        ),
        id="syntax",
    ),
    pytest.param(
        Fault(
            "def counted(function):\nreturn function\n",
            "Line 2 is not indented as Python needs it",
            "2번째 줄의 들여쓰기가 맞지 않습니다",
        ),
        id="indentation",
    ),
    pytest.param(
        Fault(
            "def counted(function):\n    if function:\n\treturn function\n",
            "Line 3 mixes tabs and spaces. Indent with spaces only.",
            "3번째 줄의 들여쓰기에 탭과 공백이 섞여 있습니다.",
        ),
        id="tabs and spaces",
    ),
    pytest.param(
        Fault(
            '"""Calls.\n\n호출 횟수를 셉니다.\n"""\n'.encode("cp949"),
            "Line 3 is not UTF-8. Save the file again with the encoding UTF-8",
            "3번째 줄이 UTF-8이 아닙니다.",
        ),
        id="cp949",
    ),
    pytest.param(
        Fault("# 호출\ncalls = {}\n".encode("cp949"), "Line 1 is not UTF-8", "1번째 줄이 UTF-8이 아닙니다."),
        id="cp949 in the first line",
    ),
    pytest.param(
        Fault("calls = {}\n".encode("utf-16"), "Line 1 is not UTF-8", "1번째 줄이 UTF-8이 아닙니다."),
        id="utf-16",
    ),
    pytest.param(
        Fault(
            "import flaask\n",
            r"raises an error .*\n\n  got +ModuleNotFoundError.* 'flaask'\n  line 1 +import flaask",
            r"오류가 났습니다.\n\n  결과 +ModuleNotFoundError.* 'flaask'\n  1번째 줄 +import flaask",
        ),
        id="import",
    ),
    pytest.param(
        Fault(
            "import sys\nsys.exit()\n",
            "Line 2 ends the whole program.",
            "2번째 줄이 프로그램 전체를 끝냅니다.",
        ),
        id="exits at once",
    ),
    pytest.param(
        Fault(
            "def counted(function):\n    raise SystemExit\n", "Line 2 ends the whole program.", "2번째 줄이"
        ),
        id="exits when called",
    ),
    pytest.param(
        Fault("import os\nos._exit(0)\n", r"ended in the middle of it \(status 0\)", r"\(종료 상태 0\)"),
        id="dies",
    ),
    pytest.param(
        Fault(
            "def counted(function):\n    while True:\n        pass\n",
            r"It still ran after \d+ seconds, and was stopped.*\n\n  line [23]    (while True:|pass)",
            r"\d+초가 지나도 끝나지 않아 중단했습니다.*\n\n  [23]번째 줄",
        ),
        id="loops",
    ),
    pytest.param(
        Fault(
            "while True:\n    print('again')\n",
            r"It still ran after \d+ seconds, and was stopped[\s\S]*printed +again\n +again",
            "끝나지 않아 중단했습니다",
        ),
        id="loops and prints",
    ),
    pytest.param(
        Fault(
            "import time\ndef counted(function):\n    time.sleep(3600)\n",
            r"It still ran after \d+ seconds, and was stopped.*\n\n  line 3    time.sleep\(3600\)",
            "끝나지 않아 중단했습니다",
        ),
        id="sleeps",
    ),
    pytest.param(
        Fault(
            "def counted(function):\n    return counted(function)\n",
            r"calls itself again and again, and never ends.[\s\S]*line 2    return counted\(function\)",
            "함수가 자기 자신을 끝없이 호출합니다.",
        ),
        id="recursion",
    ),
    pytest.param(
        Fault(
            "def counted(function):\n    return fuction\n",
            r"A name is used that Python does not know there.[\s\S]*NameError: name 'fuction'[\s\S]*line 2 ",
            "Python이 알지 못하는 이름을 사용했습니다.",
        ),
        id="misspelt",
    ),
    pytest.param(
        Fault(
            "def counted(function):\n    return input('How often? ')\n",
            r"got       EOFError: EOF when reading a line\n  expected .*\n  line 2",
            r"결과      EOFError",
        ),
        id="asks",
    ),
    pytest.param(
        Fault(
            "def counted(function):\n    return sum(range(10**12))\n",
            r"It still ran after 10 seconds, and was stopped.*\n\n  line 2    return sum",
            "10초가 지나도 끝나지 않아 중단했습니다",
        ),
        id="one operation that does not end",
    ),
    pytest.param(
        Fault(
            "import os\nos.remove(__file__)\nwhile True:\n    pass\n",
            r"It still ran after \d+ seconds, and was stopped.*\n\n  line [34] ",
            "파일이 없습니다",
        ),
        id="deletes itself",
    ),
    pytest.param(
        Fault(
            "# coding: cp9949\n", "Python cannot read line 1: .*cp9949", "Python이 1번째 줄을 읽지 못합니다"
        ),
        id="unknown encoding",
    ),
    pytest.param(
        Fault("print('\\x1b[2J')\n", r"printed   \\x1b\[2J", r"출력      \\x1b\[2J"), id="clears the screen"
    ),
    pytest.param(
        Fault("calls = {}\n\0\n", "Python cannot read line 2", "Python이 2번째 줄을 읽지 못합니다"), id="NUL"
    ),
    pytest.param(
        Fault(
            "def helper(function):\n    return function\ncountd = helper\n",
            "The file has no counted, which the tests call; line 3 defines countd.",
            "3번째 줄에 정의된 이름은 countd입니다.",
        ),
        id="renamed value",
    ),
    pytest.param(
        Fault(
            "numbers = []\nwhile True:\n    numbers.append(' ' * 100_000_000)\n",
            r"(It still ran after|MemoryError)[\s\S]*line [23] ",
            r"(끝나지 않아|MemoryError)[\s\S]*[23]번째 줄 ",
        ),
        id="fills the memory",
    ),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_named_plainly_with_its_line(fault: Fault, tmp_path: Path) -> None:
    desk = Desk(tmp_path, "calls", LAST)
    desk.answer(LAST, "solution")
    if fault.source is None:
        desk.path("calls").unlink()
    elif isinstance(fault.source, str):
        desk.path("calls").write_text(fault.source, encoding="utf-8")
    else:
        desk.path("calls").write_bytes(fault.source)

    english, korean = desk.pytest("--mine"), desk.pytest("--mine", "--lang", "ko")

    for ran, said in ((english, fault.english), (korean, fault.korean)):
        assert re.search(said, ran.text), ran.text
        assert "02_decorators  ○ ●  1/2\n" in ran.text
        assert "Traceback" not in ran.text
        assert ran.status == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_file_that_forks_is_judged_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "calls", LAST)
    for exercise in ("calls", LAST):
        desk.answer(exercise, "solution")
        with desk.path(exercise).open("a", encoding="utf-8") as file:
            file.write("\nimport os\n\nif child := os.fork():\n    os.waitpid(child, 0)\n")

    ran = desk.pytest("--mine")

    assert ran.text.endswith("02_decorators  ● ●  2/2\nAll 2 exercises are done.\n")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("sys.stdout.reconfigure(encoding='utf-8')", id="reconfigured"),
        pytest.param("sys.stdout.buffer.write(b'spent')", id="bytes"),
        pytest.param("os.write(1, b'{}')", id="past Python"),
        pytest.param("print('\\ud800')", id="no character"),
    ],
)
def test_what_a_file_does_with_its_console_is_not_held_against_it(line: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, "calls")
    desk.answer("calls", "solution")
    with desk.path("calls").open("a", encoding="utf-8") as file:
        file.write(f"\nimport os, sys\n{line}\n")

    assert desk.pytest("--mine").status == 0


def test_what_a_file_prints_is_shown_and_breaks_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "calls")
    lines = "".join(f"line {number}\n" for number in range(1000))
    desk.path("calls").write_text(
        f"print({lines!r})\ndef counted(function):\n    print('counted')\n", encoding="utf-8"
    )

    ran = desk.pytest("--mine")

    assert "  printed   line 0\n            line 1\n" in ran.text
    assert ran.text.count("\n") < 30
