"""The disk of a SQLite file is full: who writes is told, nothing is half written, with room it goes on."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.faults import clients, small_disk
from tests.faults.browser import Browser, Page
from tests.faults.diary import Diary
from tests.faults.figures import record
from tests.faults.supervised import Supervised

Answered = TypeVar("Answered", clients.Answer, Page)
TIMES = 2
BOOK = {"name": "Another", "currency": "KRW", "timezone": "Asia/Seoul"}
SENTENCE = "disk is full. Nothing was changed; try again when there is room."


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    try:
        with small_disk.mounted(tmp_path / "disk", 12 * small_disk.MEBIBYTE) as folder:
            yield folder
    except small_disk.NoDisk as error:
        pytest.skip(f"no small disk: {error}")


@pytest.fixture
def running(disk: Path) -> Iterator[Supervised]:
    server = Supervised.start(disk / "home", workers=2)
    yield server
    server.stop()


def test_on_a_full_disk_writers_are_told_readers_served_and_with_room_it_goes_on(
    running: Supervised, disk: Path
) -> None:
    browser = Browser(running.url)
    answers: list[clients.Answer] = []
    said: list[tuple[int, bool]] = []
    with clients.booking(running.url, writers=8, readers=2, deadline=90) as (diary, homes):
        for _ in range(TIMES):
            diary.wait_for_more(50)
            before = len(diary.refusals)
            small_disk.fill(disk / "ballast")
            diary.wait_until(lambda before=before: len(diary.refusals) >= before + 8)  # type: ignore[misc]
            answers.append(until_refused(lambda home=homes[0]: open_book(home)))  # type: ignore[misc]
            page = until_refused(lambda: browser.send("/books", **BOOK))
            said.append((page.status, SENTENCE in page.html))
            reads = len(diary.reads)
            diary.wait_until(lambda reads=reads: len(diary.reads) >= reads + 10)  # type: ignore[misc]
            (disk / "ballast").unlink()
    clients.verify(diary, homes, running.folder)

    record(f"{TIMES} x disk full, SQLite", **diary.summary())
    assert [(answer.status, SENTENCE in answer.body.decode()) for answer in answers] == [(503, True)] * TIMES
    assert all(answer.headers["Retry-After"] for answer in answers)
    assert said == [(503, True)] * TIMES


def until_refused(ask: Callable[[], Answered]) -> Answered:
    """Return the first answer that is no success: SQLite's log has room of its own, for a while."""
    for _ in range(200):
        answer = ask()
        if answer.status >= 400:
            return answer
    raise AssertionError("the disk does not get full")


def open_book(home: clients.Household) -> clients.Answer:
    """Return what a client is answered who writes now, and does not insist."""
    headers = {**home.headers, "Content-Type": "application/json"}
    with clients.Line(home.url, Diary()) as line:
        return line.send("POST", "/api/v1/books", json.dumps(BOOK).encode(), headers)


def test_a_backup_onto_a_full_disk_says_so_and_leaves_no_half_of_a_file(
    running: Supervised, disk: Path
) -> None:
    Browser(running.url)
    small_disk.fill(disk / "ballast")
    words = [sys.executable, "-m", "account_book", "--data", str(running.folder)]
    run = subprocess.run(
        [*words, "backup", str(disk / "full.zip")], capture_output=True, text=True, encoding="utf-8"
    )

    assert (run.returncode, run.stderr.splitlines()[-1]) == (1, "Error: [Errno 28] No space left on device")
    assert {path.name for path in disk.iterdir()} == {"home", "ballast"}
