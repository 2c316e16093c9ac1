"""The READMEs say what is true: excerpts stand in the files, commands print what is shown."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from account_book import cli

from tests import stages
from tests.learner import Learner, name, stage_of, wrong
from tests.readmes import Fence, Section, fences, sections
from tests.stages import ROOT, STAGES, tracked

ENGLISH = sorted(path for path in tracked() if path.name == "README.md")
BOTH = [path for english in ENGLISH for path in (english, english.with_name("README.ko.md"))]
LANGUAGES = {"python", "console", "diff", ""}
# In English; the Korean headings have the same levels in the same order.
PARTS = ["What you will learn", "Break it", "What it leaves out", "The tests"]
# Commands that take minutes: the whole suite, which this is a part of, and the benchmarks.
TYPED = re.compile(r"\.py|^uv|^pip|^git|--|account-book|=")
NOT_RUN = {
    "pip install uv && uv run account-book",
    "uv run pytest",
    "uv run python 06_full_app/benchmarks/pages.py",
    "uv run python 06_full_app/benchmarks/run.py",
    "uv run --group notebooks --group benchmarks python 06_full_app/benchmarks/scale.py",
    "uv run --group mutants python tests/exercises/mutants.py",
    # tests/notebooks runs what is behind these.
    "uv run --group notebooks python notebooks/make_decks.py",
    "uv run --group notebooks python notebooks/make_kit.py kit",
    "uv run --group notebooks python notebooks/make_notebooks.py",
    "uv run --group notebooks python notebooks/make_pictures.py",
    "uv run --group notebooks pytest tests/notebooks",
    "uv run --group notebooks jupyter lab",
    ".venv/bin/python -m jupyter lab",
    "python install.py",
    # tests/cluster runs the first, and compares the files that the next two are about.
    "uv run python 06_full_app/deploy/native.py",
    "docker compose up --build --wait",
    "docker compose -f compose.yaml -f compose.cluster.yaml up --build --wait",
    "uv run pytest tests/faults",
    "uv run pytest tests/cluster",
    # These do not end; tests/test_tutor_watching.py runs them.
    "uv run ptw .",
    "uv run watchmedo shell-command --debug-force-polling -R -D -W --interval 0.5"
    ' -p "**/*.py" -c "pytest --mine" 02_decorators/exercises',
}


@pytest.mark.parametrize("english", ENGLISH, ids=name)
def test_both_languages_hold_the_same_fences_in_the_same_order(english: Path) -> None:
    ours, theirs = fences(english), fences(english.with_name("README.ko.md"))

    for mine, other in zip(ours, theirs, strict=False):
        if mine.language != other.language:
            wrong(other.path, other.line, f"{other.language!r} here, {mine.language!r} in {name(english)}")
        for number, (line, korean) in enumerate(zip(mine.lines, other.lines, strict=False)):
            if line != korean:
                where = f"{name(english)}:{mine.line + number}"
                wrong(other.path, other.line + number, f"{korean!r} here, {line!r} in {where}")
        assert len(mine.lines) == len(other.lines), f"{name(other.path)}:{other.line}: longer or shorter"
    assert len(ours) == len(theirs), f"{name(english)}: {len(ours)} fences, in Korean {len(theirs)}"


@pytest.mark.parametrize("english", ENGLISH, ids=name)
def test_both_languages_have_the_same_headings(english: Path) -> None:
    levels = [
        [section.level for section in sections(path)] for path in (english, english.with_name("README.ko.md"))
    ]

    assert levels[0] == levels[1]


@pytest.mark.parametrize("readme", BOTH, ids=name)
def test_each_fence_says_what_it_is(readme: Path) -> None:
    for fence in fences(readme):
        if fence.language not in LANGUAGES:
            wrong(readme, fence.line - 1, f"{fence.language!r} is none of {sorted(LANGUAGES)}")
    assert readme.read_text(encoding="utf-8").count("```") == 2 * len(fences(readme))


@pytest.mark.parametrize("readme", BOTH, ids=name)
def test_each_python_fence_is_an_excerpt_of_a_file_that_the_section_names(readme: Path) -> None:
    for section in sections(readme):
        for fence in section.fences:
            if fence.language == "python":
                check_excerpt(fence, section)


def check_excerpt(fence: Fence, section: Section) -> None:
    """Fail, with the line, if the fence is not part of a file that its section names."""
    files = named_files(section)
    if not files:
        wrong(fence.path, fence.line, "the section does not name the file that this is in")
    lines = [f"\n{path.read_text(encoding='utf-8')}\n" for path in files]
    for count in range(1, len(fence.lines) + 1):
        excerpt = "\n" + "\n".join(fence.lines[:count]) + "\n"
        if not any(excerpt in text for text in lines):
            names = ", ".join(path.name for path in files)
            wrong(fence.path, fence.line + count - 1, f"not so in {names}: {fence.lines[count - 1]!r}")


def named_files(section: Section) -> list[Path]:
    """Return the files that a section names: of its own folder by name, of a stage by folder and name."""
    text = section.title + "".join(section.prose)
    folder = section.path.parent
    others = [path for stage in STAGES for path in (folder.parent / stage).rglob("*.py")]
    return [path for path in folder.rglob("*.py") if path.name in text] + [
        path for path in others if path.relative_to(folder.parent).as_posix() in text
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_the_readme_of_a_stage_has_all_its_parts_or_says_that_it_is_to_come(stage: str) -> None:
    readme = ROOT / stage / "README.md"
    titles = [section.title for section in sections(readme)]

    missing = [part for part in PARTS if part not in titles]

    # The account book is described to those who use it, and is read by those who learn.
    assert stages.is_stub(readme) or stage == "06_full_app" or missing == []


RUNNABLE = [
    pytest.param(section, id=f"{name(readme)}-{re.sub(r'[^A-Za-z0-9]+', '-', section.title)}")
    for readme in ENGLISH
    for section in sections(readme)
    if section.has_commands()
]


@pytest.fixture
def learner(environments: stages.Environments, tmp_path: Path) -> Iterator[Learner]:
    """Somebody who does what a README says, and puts an end to what is still running."""
    with ExitStack() as stack:
        yield Learner(environments, tmp_path, stack)


@pytest.mark.parametrize("section", RUNNABLE)
def test_each_command_prints_what_the_readme_shows(section: Section, learner: Learner) -> None:
    learner.follow(section)

    assert learner.commands > 0


def test_only_commands_that_take_minutes_are_not_run() -> None:
    bare = {
        line for readme in ENGLISH for fence in fences(readme) if not fence.language for line in fence.lines
    }

    assert bare == NOT_RUN


@pytest.mark.parametrize("stage", STAGES)
def test_the_minutes_of_a_stage_are_those_of_the_overview(stage: str) -> None:
    [row] = re.findall(
        rf"(?m)^\| \[{stage}\].*\| *(\d*) *\|$", (ROOT / "README.md").read_text(encoding="utf-8")
    )
    named = [
        re.findall(pattern, (ROOT / stage / readme).read_text(encoding="utf-8"))
        for readme, pattern in {"README.md": r"Minutes: (\d+)", "README.ko.md": r"시간: (\d+)분"}.items()
    ]

    assert named == [[row] if row else []] * 2


@pytest.mark.parametrize("english", ENGLISH, ids=name)
def test_what_is_to_be_typed_is_the_same_in_both_languages(english: Path) -> None:
    typed = [
        sorted(
            {code for line in prose(path) for code in re.findall(r"`([^`]+)`", line) if TYPED.search(code)}
        )
        for path in (english, english.with_name("README.ko.md"))
    ]

    assert typed[0] == typed[1]


def prose(path: Path) -> list[str]:
    """Return the lines of a README outside its fences."""
    return [line for section in sections(path) for line in section.prose]


def test_the_commands_of_the_overview_are_run_elsewhere() -> None:
    install, test = (fence.lines for fence in fences(ROOT / "README.md"))
    shown = [
        command.text for fence in fences(ROOT / "06_full_app" / "README.md") for command in fence.commands()
    ]

    assert install == (f"pip install uv && {shown[0]}",)
    # This run, and that of CI, which takes it from there.
    assert test == ("uv run pytest",)


@pytest.mark.parametrize("readme", BOTH, ids=name)
def test_each_command_within_a_line_is_one_that_is_there(readme: Path) -> None:
    inline = re.findall(r"`([^`\n]+)`", "\n".join(prose(readme)))
    programs = [command.split()[-1] for command in inline if re.search(r"\bpython \S+\.py$", command)]
    words = [
        found[1] for command in inline if (found := re.match(r"(?:uv run )?account-book ([a-z]+)", command))
    ]

    missing = [path for path in programs if not (ROOT / path).is_file()]

    assert missing == []
    assert [word for word in words if word not in cli.main.commands] == []


PACKAGE = ROOT / "06_full_app" / "account_book"
GUIDES = [ROOT / "06_full_app" / readme for readme in ("README.md", "README.ko.md")]


@pytest.mark.parametrize("readme", GUIDES, ids=name)
def test_a_file_of_the_account_book_imports_none_that_stands_below_it_in_the_table(readme: Path) -> None:
    rows = [line.split("|")[1] for line in prose(readme) if re.match(r"\| `[\w/]+(\.py|/)`", line)]
    place = {
        path: row
        for row, cell in enumerate(rows)
        for file in re.findall(r"`([\w/.]+)`", cell)
        for path in ([PACKAGE / file] if file.endswith(".py") else (PACKAGE / file).rglob("*.py"))
    }

    below = [
        f"{name(path)} imports {name(other)}"
        for path in place
        for other in imported(path)
        if place.get(other, -1) > place[path]
    ]

    assert below == []
    assert place.keys() == {path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts}


def imported(path: Path) -> Iterator[Path]:
    """Yield the files of the account book that one of them imports."""
    text = path.read_text(encoding="utf-8")
    for module, names in re.findall(r"(?m)^from (account_book[\w.]*) import (\([^)]*\)|.*)", text):
        folder = PACKAGE.parent / module.replace(".", "/")
        parts = [folder / f"{word}.py" for word in re.findall(r"\w+", names)]
        # All are in the package's own; who imports a neighbour means the neighbour.
        package = [folder / "__init__.py"] if folder != PACKAGE else []
        yield from (part for part in [folder.with_suffix(".py"), *package, *parts] if part.is_file())


@pytest.mark.parametrize("readme", GUIDES, ids=name)
def test_what_the_way_of_a_request_names_is_in_the_files_that_it_names(readme: Path) -> None:
    steps = [line for line in prose(readme) if re.match(r"\d\. ", line)]

    missing = [word for step in steps for word in not_in_its_files(step)]

    assert steps != []
    assert missing == []


def not_in_its_files(step: str) -> Iterator[str]:
    """Yield the names that a line says are in the account book's files it names, and that are in none."""
    files = [PACKAGE / file for file in re.findall(r"`([\w/]+\.py)`", step)]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    for word in re.findall(r"`(\w+)`", step) if files else []:
        if not re.search(rf"\b{word}\b", text):
            yield word


FALSE = [
    pytest.param("console", "$ uv run python 01_hello/hello.py\nHello Wurld", 7, "Hello Wurld", id="output"),
    pytest.param(
        "console",
        "$ uv run python 01_hello/hello.py\nHello World\nAnd you",
        8,
        "And you",
        id="output too long",
    ),
    pytest.param(
        "console", "$ uv run python 01_hello/hello.py", 6, "more was printed", id="output too short"
    ),
    pytest.param("console", "$ uv run python 01_hello/hullo.py\n...\nHello", 8, "Hello", id="program"),
    pytest.param("console", "$ cat 01_hello/hello.py", 6, "no command that everybody has", id="command"),
    pytest.param(
        "console",
        "$ uv run python 01_hello/standard_server.py\nListening on http://127.0.0.1:8000/ (CTRL-C)",
        7,
        "Listening on",
        id="output of a server",
    ),
    pytest.param("diff", "--- 01_hello/hello.py\n-    return 42", 6, "not in 01_hello/hello.py", id="edit"),
    pytest.param("python", "def hello() -> str:\n    return 42", 7, "return 42", id="excerpt"),
]


@pytest.mark.parametrize(("language", "code", "line", "what"), FALSE)
def test_what_is_not_true_is_named_with_file_and_line(
    language: str, code: str, line: int, what: str, learner: Learner, tmp_path: Path
) -> None:
    readme = tmp_path / "01_hello" / "README.md"
    readme.parent.mkdir()
    readme.write_text(f"# Hello\n\nSee hello.py:\n\n```{language}\n{code}\n```\n", encoding="utf-8")
    (readme.parent / "hello.py").write_text("def hello() -> str:\n    return 41\n", encoding="utf-8")
    [_, section] = sections(readme)

    with pytest.raises(pytest.fail.Exception, match=re.escape(what)) as failure:
        check_excerpt(section.fences[0], section) if language == "python" else learner.follow(section)

    assert str(failure.value).startswith(f"01_hello/README.md:{line}: ")


def test_a_line_that_differs_between_the_languages_is_named(tmp_path: Path) -> None:
    english, korean = tmp_path / "01_hello" / "README.md", tmp_path / "01_hello" / "README.ko.md"
    english.parent.mkdir()
    english.write_text("# Hello\n\n```console\n$ one\ntwo\n```\n", encoding="utf-8")
    korean.write_text("# Hello\n\n\n```console\n$ one\nto\n```\n", encoding="utf-8")

    with pytest.raises(pytest.fail.Exception, match=r"^01_hello/README\.ko\.md:6: 'to' here"):
        test_both_languages_hold_the_same_fences_in_the_same_order(english)


def test_an_excerpt_of_another_stage_is_named_with_its_stage(tmp_path: Path) -> None:
    readme, other = tmp_path / "02_decorators" / "README.md", tmp_path / "01_hello" / "hello.py"
    for path in (readme, other):
        path.parent.mkdir()
    other.write_text("answer = 42\n", encoding="utf-8")
    fence = "\n\n```python\nanswer = 42\n```\n"
    readme.write_text(f"# See `01_hello/hello.py`{fence}# See `hello.py`{fence}", encoding="utf-8")
    [_, named, nameless] = sections(readme)

    check_excerpt(named.fences[0], named)

    with pytest.raises(pytest.fail.Exception, match="does not name the file"):
        check_excerpt(nameless.fences[0], nameless)


ECHO = """
import os, sys
from pathlib import Path
Path(__file__).with_name("heard").write_text(" ".join([*sys.argv[1:], os.environ.get("MYSQL_URL", "-")]))
print("port", sys.argv[1])
"""


def test_a_command_gets_the_ports_of_this_run_wherever_they_stand(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = tmp_path / "01_hello" / "README.md"
    readme.parent.mkdir()
    command = "MYSQL_URL=mysql://root@127.0.0.1:3306/test uv run python 01_hello/echo.py 3306 8000"
    readme.write_text(f"# Echo\n\n```console\n$ {command}\nport 3306\n```\n", encoding="utf-8")
    (readme.parent / "echo.py").write_text(ECHO, encoding="utf-8")
    # In 33061 stands the other port, which is not meant.
    monkeypatch.setattr(learner, "ports", {"8000": "33061", "3306": "18000"})
    monkeypatch.setattr(learner, "where", tmp_path)

    learner.follow(sections(readme)[1])

    heard = (readme.parent / "heard").read_text(encoding="utf-8")
    assert heard == "18000 33061 mysql://root@127.0.0.1:18000/test"


def test_a_server_of_ones_own_is_not_that_of_the_readmes(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYSQL_URL", "mysql://kim:secret@db.example.com/book")

    assert "MYSQL_URL" not in learner.environment("tests", ["uv", "run"])


@pytest.mark.parametrize(
    ("command", "stage"),
    [
        pytest.param("uv run python 03_pymysql/practice_server.py --port 3306", "03_pymysql", id="file"),
        pytest.param("uv run flask --app 03_pymysql/pymysql_server run", "03_pymysql", id="application"),
        pytest.param("uv run python 04_sqlalchemy/models.py 03_pymysql/tables.py", "04_sqlalchemy", id="two"),
        pytest.param("uv run pytest tests/test_04_steps.py", "04_sqlalchemy", id="none"),
    ],
)
def test_a_command_runs_in_the_environment_of_the_stage_whose_file_it_is(command: str, stage: str) -> None:
    [section, *_] = sections(ROOT / "04_sqlalchemy" / "README.md")

    assert stage_of(command.split(), section) == stage
