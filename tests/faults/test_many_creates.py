"""2,000 entries written at once on SQLite, by the server as it is by default: none fails, all are there."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import clients
from tests.faults.figures import record
from tests.faults.supervised import Supervised

COUNT = 2_000


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Supervised]:
    server = Supervised.start(tmp_path / "home")
    yield server
    server.stop()


def bare_inserts(folder: Path) -> float:
    """Return how many milliseconds SQLite alone takes for a row that survives a power cut."""
    count = 300
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, amount BIGINT, memo TEXT)")
        began = time.perf_counter()
        for amount in range(count):
            connection.execute("INSERT INTO entry (amount, memo) VALUES (?, 'memo')", (amount,))
        return (time.perf_counter() - began) * 1000 / count


@pytest.mark.parametrize("writers", [8, 32, 64])
def test_of_two_thousand_entries_that_are_written_at_once_none_fails(
    running: Supervised, tmp_path: Path, writers: int
) -> None:
    bare = bare_inserts(tmp_path)
    began = time.monotonic()
    with clients.booking(running.url, writers=writers, each=-(-COUNT // writers)) as (diary, homes):
        pass
    seconds = time.monotonic() - began
    clients.verify(diary, homes, running.folder)

    each = seconds * 1000 / len(diary.sent)
    record(
        f"{len(diary.sent):,} entries by {writers} clients, SQLite",
        p50_ms=diary.percentile(50),
        p99_ms=diary.percentile(99),
        ms_per_entry=each,
        bare_insert_ms=bare,
        times_a_bare_insert=each / bare,
        tried_again=len(diary.refusals),
    )
    assert len(diary.acknowledged) >= COUNT
    # Nobody was told to come back; on a machine that does other things as well, an answer may take long.
    assert {refusal.why for refusal in diary.refusals} <= {"TimeoutError"}
