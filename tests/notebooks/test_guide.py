"""The presenter's guide: schedules that add up, and that open what is there."""

import re
from collections.abc import Iterator

import pytest

from tests.notebooks.stored import FOLDER, LANGUAGES, NAMES, TALK, cells
from tests.readmes import Section, sections
from tests.stages import ROOT

GUIDES = {"ko": FOLDER / "README.ko.md", "en": FOLDER / "README.md"}
TOTALS = [40, 240, 480]
Row = list[str]


def tables(section: Section) -> list[Row]:
    """Return the rows of the tables of a section, without heads."""
    rows = [line[1:-1].split("|") for line in section.prose if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows if not set("".join(row)) <= set("-: ")]


def numbers(text: str) -> list[int]:
    """Return the numbers of "1-3, 7": 1, 2, 3, 7."""
    parts = [[int(number) for number in part.split("-")] for part in re.findall(r"\d+(?:-\d+)?", text)]
    return [number for part in parts for number in range(part[0], part[-1] + 1)]


def schedules(language: str) -> Iterator[tuple[int, list[Row]]]:
    """Yield the minutes that a schedule's heading promises, and its rows."""
    for section in sections(GUIDES[language]):
        if found := re.search(r": (\d+)(?: minutes|분)$", section.title):
            yield int(found[1]), [row for row in tables(section) if row[0].isdigit()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minutes_add_up_to_what_the_heading_says(language: str) -> None:
    found = {total: sum(int(row[0]) for row in rows) for total, rows in schedules(language)}

    assert found == {total: total for total in TOTALS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_schedule_goes_through_the_whole_talk_in_its_order(language: str) -> None:
    for _, rows in schedules(language):
        assert [number for row in rows for number in numbers(row[1])] == list(range(1, 69))


def test_both_languages_plan_the_same() -> None:
    plans = [[[row[:2] for row in rows] for _, rows in schedules(language)] for language in LANGUAGES]
    named = [
        [[re.findall("`[^`]+`", " ".join(row)) for row in rows] for _, rows in schedules(language)]
        for language in LANGUAGES
    ]

    assert plans[0] == plans[1]
    assert named[0] == named[1]


def test_what_a_schedule_opens_is_there() -> None:
    opened = [name for _, rows in schedules("en") for row in rows for name in re.findall("`([^`]+)`", row[2])]

    assert len(opened) > 20
    assert [name for name in opened if name not in NAMES and not (ROOT / name).is_dir()] == []


def test_there_is_time_for_the_exercises_of_a_row() -> None:
    rows = [row for _, rows in schedules("en") for row in rows if "exercises`" in row[2]]

    assert rows
    for minutes, _, folder, do in rows:
        readme = (ROOT / folder.strip("`")).parent / "README.md"
        known = dict(
            re.findall(r"\| \[`(\w+)`\]\(exercises/.* \| (\d+) \|", readme.read_text(encoding="utf-8"))
        )
        named = re.findall(r"`(\w+)`", do)
        assert named
        assert sum(int(known[name]) for name in named) <= int(minutes), do


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parts_have_the_slides_that_the_guide_says(language: str) -> None:
    rows = [row for section in sections(GUIDES[language]) for row in tables(section) if "[`talk_" in row[0]]
    told = {re.findall(r"`(\w+)`", row[0])[0]: numbers(row[1]) for row in rows}

    assert told == {name: marked(name) for name in TALK}
    assert sum(int(row[3]) for row in rows) == TOTALS[0]


def marked(name: str) -> list[int]:
    """Return the numbers of the slides of a part."""
    talk = [cell.marks["talk"] for cell in cells(name, "ko") if "talk" in cell.marks]
    return [int(mark.partition(" ")[0]) for mark in talk]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_typed_live_is_in_the_guide(language: str) -> None:
    live = []
    for name in TALK:
        number = 0
        for cell in cells(name, "ko"):
            number = int(cell.marks["talk"].partition(" ")[0]) if "talk" in cell.marks else number
            live += [number] * (cell.marks.get("live") == "start")

    told = [
        number
        for section in sections(GUIDES[language])
        if section.title in {"What to type", "무엇을 입력할까"}
        for row in tables(section)
        for number in numbers(row[0])
    ]

    assert told == live
