"""Every slide of the talk has a home that exists and runs; what is old in it still fails as recorded."""

import ast
import contextlib
import hashlib
import importlib
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import practice_server
import pymysql
import pytest
from mysql_server import settings_of
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import Session
from tables import create_tables

from tests import stages, terminal
from tests.readmes import Output, sections
from tests.stages import ROOT
from tests.talk_ledger import LEDGER, SLIDES, waiting

HOUSED = [slide for slide in SLIDES if slide["status"] != "planned"]
PYTHON = [slide for slide in HOUSED if slide.get("code") == "python"]
OLD = [
    pytest.param(slide["number"], old, id=f"slide-{slide['number']}-{which}")
    for slide in HOUSED
    for which, old in enumerate(slide.get("old", []), 1)
]


def slide_id(slide: dict[str, Any]) -> str:
    """Return a name for a row; titles are Korean, and pytest would escape them."""
    return f"slide-{slide['number']}"


def test_the_slides_are_numbered_without_a_gap() -> None:
    assert [slide["number"] for slide in SLIDES] == list(range(1, 69))


def test_each_row_has_one_of_the_four_states_and_what_belongs_to_it() -> None:
    needed = {
        "shown": {"file", "region", "why"},
        "same": {"file", "region", "why", "code", "run"},
        "modernised": {"file", "region", "why"},
        "planned": {"stage"},
    }

    missing = {slide["number"]: needed[slide["status"]] - slide.keys() for slide in SLIDES}

    assert {number: keys for number, keys in missing.items() if keys} == {}
    assert [slide["number"] for slide in HOUSED if slide["status"] == "shown" and slide in PYTHON] == []


def test_the_slides_that_wait_are_counted_down() -> None:
    assert dict(waiting()) == {stage: count for stage, count in LEDGER["planned"].items() if count}


def test_no_slide_waits_for_a_stage_that_is_complete() -> None:
    assert {stage for stage in waiting() if not stages.is_stub(ROOT / stage / "README.md")} == set()


@pytest.mark.parametrize("slide", HOUSED, ids=slide_id)
def test_each_home_is_there(slide: dict[str, Any]) -> None:
    path = ROOT / slide["file"]

    assert slide["region"] in regions(path), f"slide {slide['number']}: {slide['file']} has no such region"


def regions(path: Path) -> set[str]:
    """Return the names a row may point to: headings, or functions and classes."""
    if path.suffix == ".md":
        return {section.title for section in sections(path)}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, named)}


@pytest.mark.parametrize("stage", stages.STAGES)
@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_a_readme_names_the_slides_that_live_in_its_stage(stage: str, readme: str) -> None:
    text = (ROOT / stage / readme).read_text(encoding="utf-8")
    named = re.search(r"(?:Slides|슬라이드): ([\d, -]+)\.", text)

    homes = {slide["number"]: str(slide.get("stage") or slide["file"]) for slide in SLIDES}
    housed = [number for number, home in homes.items() if home.startswith(stage)]

    assert named, f"{stage}/{readme} has no line of its slides"
    assert numbers(named[1]) == housed


def numbers(text: str) -> list[int]:
    """Return the numbers of '7-9, 11': 7, 8, 9, 11."""
    parts = [[int(number) for number in part.split("-")] for part in text.split(",")]
    return [number for part in parts for number in range(part[0], part[-1] + 1)]


@contextlib.contextmanager
def databases(run: str) -> Iterator[dict[str, Any]]:
    """Give the databases that an expression uses, by the names that it has for them."""
    with contextlib.ExitStack() as stack:
        names: dict[str, Any] = {}
        if "connection" in run:
            settings = settings_of(stack.enter_context(practice_server.running()))
            names["connection"] = stack.enter_context(contextlib.closing(pymysql.connect(**settings)))
            create_tables(names["connection"])
        if "engine" in run:
            names["engine"] = create_engine("sqlite://", poolclass=StaticPool)
            stack.callback(names["engine"].dispose)
            names["session"] = stack.enter_context(Session(names["engine"]))
        yield names


@pytest.mark.parametrize("slide", PYTHON, ids=slide_id)
def test_each_python_slide_runs_in_its_home(slide: dict[str, Any]) -> None:
    module = importlib.import_module(Path(slide["file"]).stem)
    executed: set[str] = set()

    def note(frame: FrameType, _event: str, _argument: object) -> None:
        if Path(frame.f_code.co_filename) == ROOT / slide["file"]:
            executed.add(frame.f_code.co_name)

    with databases(slide["run"]) as names, contextlib.redirect_stdout(io.StringIO()) as printed:
        sys.setprofile(note)
        try:
            returned = eval(slide["run"], dict(vars(module)) | names)
        finally:
            sys.setprofile(None)

    assert slide["region"] in executed
    assert repr(returned) == slide.get("returns", "None")
    assert printed.getvalue() == slide.get("prints", "")


def test_each_modernised_python_slide_records_its_old_form() -> None:
    modernised = [slide for slide in PYTHON if slide["status"] == "modernised"]

    assert [slide["number"] for slide in modernised if not slide.get("old")] == []


@pytest.mark.parametrize(("slide", "old"), OLD)
def test_each_old_form_still_fails_as_recorded(slide: int, old: dict[str, str], tmp_path: Path) -> None:
    program = tmp_path / "old_form.py"
    program.write_text(old["code"], encoding="utf-8")

    if "blocks" in old:
        check_that_it_blocks(program, Output(program, 1, ("...", f"...{old['blocks']}...")))
    else:
        printed, status = terminal.run([sys.executable, str(program)], tmp_path, dict(os.environ))
        assert printed.splitlines()[-1] == old["ends"], f"slide {slide}"
        assert status != 0


def check_that_it_blocks(program: Path, served: Output) -> None:
    """Import a program as a test does; see that it serves, and the import does not come to its end."""
    words = [sys.executable, "-u", "-c", f"import {program.stem}; print('imported')"]
    importer = terminal.Program(words, program.parent, dict(os.environ))
    try:
        assert importer.wait_for(served), importer.printed()
        assert importer.is_running()
        assert "imported" not in importer.printed()
    finally:
        importer.kill()
        importer.end()


@pytest.mark.skipif(
    "TALK" not in os.environ, reason="the talk is not ours to copy; TALK=path/to/talk.md compares with it"
)
def test_the_ledger_is_that_of_the_talk() -> None:
    talk = Path(os.environ["TALK"]).read_text(encoding="utf-8")
    slides = [text.strip() for text in re.split(r"(?m)^---$", talk)]

    found = [hashlib.sha256(text.encode()).hexdigest()[:12] for text in slides]
    languages = [re.findall(r"```(\w*)\n", text)[:1] for text in slides]

    assert found == [slide["digest"] for slide in SLIDES]
    assert [language[0] or "text" if language else None for language in languages] == [
        slide.get("code") for slide in SLIDES
    ]
