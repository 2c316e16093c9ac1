"""MariaDB is stopped, or killed, and comes back: who asks meanwhile is told, and all goes on by itself."""

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import components
from tests.faults import clients
from tests.faults.browser import Browser
from tests.faults.diary import Diary
from tests.faults.figures import record
from tests.faults.supervised import OneMariaDB, Supervised, one_mariadb

SENTENCE = "The database does not answer. Nothing was changed; try again in a moment."
MOST = clients.PATIENCE
"""Seconds within which everybody is told."""

pytestmark = pytest.mark.skipif(not components.mariadb(), reason="no MariaDB on this machine")


@pytest.fixture
def maria(tmp_path: Path) -> Iterator[OneMariaDB]:
    folder = tmp_path / "maria"
    folder.mkdir()
    with one_mariadb(folder) as server:
        yield server


@pytest.fixture
def running(maria: OneMariaDB, tmp_path: Path) -> Iterator[Supervised]:
    server = Supervised.start(tmp_path / "home", maria.url, workers=2)
    yield server
    server.stop()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_while_mariadb_is_away_everybody_is_told_and_afterwards_all_goes_on(
    running: Supervised, maria: OneMariaDB, how: signal.Signals
) -> None:
    browser = Browser(running.url)
    with clients.booking(running.url, writers=8, readers=2, deadline=60) as (diary, homes):
        diary.wait_for_more(50)
        maria.end(how)
        diary.wait_until(lambda: {r.why for r in diary.refusals} >= {"503"}, MOST)
        health, page = told(running, browser)
        maria.start_again()
        back = time.monotonic()
        diary.wait_for_more(50)
        again = next(at for at in diary.times if at > back) - back
    clients.verify(diary, homes, running.folder, running.database)

    slowest = max(refusal.took for refusal in diary.refusals)
    record(
        f"MariaDB away by {how.name} and back",
        **diary.summary(),
        slowest_refusal_s=slowest,
        first_acknowledged_after_s=again,
    )
    assert health["status"] == 503
    assert health["detail"] == SENTENCE
    assert SENTENCE in page
    # A client waits 15 seconds for an answer; the connections that a server had open may be cut.
    assert "TimeoutError" not in {refusal.why for refusal in diary.refusals}
    assert [refusal for refusal in diary.refusals if refusal.why == "503" and not refusal.retry_after] == []
    assert browser.open("/").status == 200


def told(running: Supervised, browser: Browser) -> tuple[dict[str, object], str]:
    """Return what /healthz and a page say."""
    with clients.Line(running.url, Diary()) as line:
        health = line.send("GET", "/healthz", None, {})
    page = browser.open("/")
    for answer in (health, page):
        assert (answer.status, answer.headers["Retry-After"] is not None) == (503, True)
    return json.loads(health.body), page.html
