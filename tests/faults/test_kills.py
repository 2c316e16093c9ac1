"""kill -9 of gunicorn's processes, again and again, while clients book: nothing is lost or there twice."""

import random
import time

from tests.faults import clients
from tests.faults.figures import record
from tests.faults.supervised import Supervised

WORKER, MASTER = 5, 5
"""How many are killed on each database; with two databases 20 in all."""
BETWEEN = 15
"""Entries that are acknowledged before the next one is killed."""


def somewhat_later() -> None:
    """Wait for a part of what a request takes, so that the kills meet requests wherever they are."""
    time.sleep(random.uniform(0, 0.02))


def test_no_kill_of_a_worker_or_the_master_loses_an_entry_or_writes_one_twice(
    running: Supervised,
) -> None:
    with clients.booking(running.url, writers=8, readers=2, deadline=90) as (diary, homes):
        for _ in range(WORKER):
            diary.wait_for_more(BETWEEN)
            somewhat_later()
            running.kill_a_worker()
        for turn in range(MASTER):
            diary.wait_for_more(BETWEEN)
            somewhat_later()
            # systemd ends the workers with their master; once they are left, and end by themselves.
            running.kill(with_workers=turn > 0)
            running.start_again()
        diary.wait_for_more(BETWEEN)
    clients.verify(diary, homes, running.folder, running.database)

    record(f"{WORKER + MASTER} x kill -9 of gunicorn, {running.kind}", **diary.summary())
    assert diary.refusals, "the kills met no request"
