"""SIGHUP while clients book: new workers take over, and nobody notices."""

import os
import signal

from tests.faults import clients
from tests.faults.figures import record
from tests.faults.supervised import Supervised, wait_until

RELOADS, WORKERS = 3, 2


def test_reloads_amid_writes_replace_every_worker_and_nobody_sees_an_error(
    running: Supervised,
) -> None:
    wait_until(lambda: len(running.processes()) == WORKERS)
    served = [set(running.processes())]
    with clients.booking(running.url, writers=8, readers=2) as (diary, homes):
        for _ in range(RELOADS):
            diary.wait_for_more(30)
            os.kill(running.pid, signal.SIGHUP)
            old = served[-1]
            # The old ones may take some seconds to answer what they have begun.
            wait_until(lambda old=old: not old & set(now := running.processes()) and len(now) == WORKERS)  # type: ignore[misc]
            served.append(set(running.processes()))
        diary.wait_for_more(30)
    clients.verify(diary, homes, running.folder, running.database)

    record(f"{RELOADS} x SIGHUP, {running.kind}", **diary.summary())
    assert len(set.union(*served)) == WORKERS * (RELOADS + 1)
