"""The slides follow the talk, one by one; the code on them is that of the stages."""

import ast
import re
from textwrap import indent

import pytest

from tests.notebooks.stored import CLAIMS, LANGUAGES, NAMES, TALK, Cell, cells, slides
from tests.stages import ROOT
from tests.talk_ledger import SLIDES

CODE = {
    f"{name}-{number}": cell
    for name in TALK
    for number, cell in enumerate(cells(name, "ko"))
    if cell.kind == "code"
}
REGIONS = [name for name, cell in CODE.items() if "region" in cell.marks]
SHORT = 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slide_map_is_that_of_the_talk(language: str) -> None:
    found = [slide[0].marks["talk"] for slide in slides(language)]

    assert found == [f"{slide['number']} {slide['title']}" for slide in SLIDES]


def test_no_slide_is_a_bare_copy_of_the_other_language() -> None:
    same = [
        korean[0].marks["talk"]
        for korean, english in zip(slides("ko"), slides("en"), strict=True)
        if [cell.text for cell in korean if cell.begins != "notes"]
        == [cell.text for cell in english if cell.begins != "notes"]
    ]

    assert same == []


@pytest.mark.parametrize("name", NAMES)
def test_each_text_is_in_its_language(name: str) -> None:
    texts = {
        language: [cell for cell in cells(name, language) if cell.kind == "markdown"]
        for language in LANGUAGES
    }

    hangul = re.compile("[가-힣]")
    assert len(texts["ko"]) == len(texts["en"])
    # The English deck shows the talk's own title as the talk has it.
    assert [cell.text for cell in texts["en"] if hangul.search(cell.text) and "「" not in cell.text] == []
    assert [
        cell.text for cell in texts["ko"] if cell.begins != "notes" and not hangul.search(cell.text)
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_run_the_same_code(name: str) -> None:
    ours, theirs = (
        [cell.text for cell in cells(name, language) if cell.kind == "code"] for language in LANGUAGES
    )

    different = [(mine, other) for mine, other in zip(ours, theirs, strict=True) if mine != other]

    # What measures has to know in which language it says what it found.
    chosen = [mine.replace('speak("ko")', 'speak("en")') == other for mine, other in different]
    assert chosen == ([True] if name in CLAIMS else [])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_output_is_stored(name: str, language: str) -> None:
    assert [cell.text for cell in cells(name, language) if cell.outputs] == []


def test_each_slide_has_notes_for_the_presenter() -> None:
    without = [
        slide[0].marks["talk"] for slide in slides("ko") if not any(cell.begins == "notes" for cell in slide)
    ]

    assert without == []


@pytest.mark.parametrize("name", REGIONS)
def test_the_code_on_a_slide_stands_in_its_stage(name: str) -> None:
    cell = CODE[name]
    path, _, names = cell.marks["region"].partition(":")
    text = (ROOT / path).read_text(encoding="utf-8")

    pieces = [piece for piece in re.split(r"\n\n+", cell.text) if piece.strip()]
    missing = [
        piece for piece in pieces if not any(indent(piece, "    " * depth) in text for depth in range(3))
    ]

    assert missing == []
    wanted = {name.strip().rpartition(".")[2] for name in names.split(",")} - {"imports", "main"}
    assert wanted <= defined(cell.text)


def defined(code: str) -> set[str]:
    """Return the names that code defines."""
    tree = ast.parse(code)
    functions = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    return functions | {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


@pytest.mark.parametrize("name", sorted(CODE.keys() - set(REGIONS)))
def test_what_is_of_no_stage_is_a_short_call(name: str) -> None:
    cell = CODE[name]
    tree = ast.parse(cell.text)
    defining = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

    assert len([line for line in cell.text.splitlines() if line]) <= SHORT
    assert [node.name for node in ast.walk(tree) if isinstance(node, defining)] == []


def test_live_coding_starts_from_what_was_shown_and_ends_in_a_stage() -> None:
    shown: list[str] = []
    begun: Cell | None = None
    ways = 0
    for cell in [cell for slide in slides("ko") for cell in slide if cell.kind == "code"]:
        match cell.marks.get("live"):
            case "start":
                assert begun is None, f"two beginnings: {cell.text}"
                assert any(cell.text in before for before in shown), f"nobody knows this yet: {cell.text}"
                begun = cell
            case "end":
                assert begun is not None, f"the end of nothing: {cell.text}"
                assert "region" in cell.marks
                begun, ways = None, ways + 1
        shown.append(cell.text)

    assert begun is None
    assert ways >= SNIPPETS


# Slides 36 to 38, 40, 46 to 49, 66 and 67 have a program of more than a line.
SNIPPETS = 8
