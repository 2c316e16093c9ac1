"""kill -9 of database nodes under load: of the one that is written to, and of others."""

from statistics import median

from deploy.topology import Topology

from tests.cluster.nodes import verify
from tests.faults import clients
from tests.faults.diary import Diary
from tests.faults.figures import record
from tests.threads import at_once

MORE = 20
"""Entries that are acknowledged before and after each fault."""
BY_DEFAULT, TUNED = [0, 1], [0, 1, 2, 0, 1, 2, 0, 2]
"""Which nodes are killed, one after the other; ten in all."""
HANGING = 20
"""Seconds of silence that no noise of the machine explains."""


def test_no_kill_of_a_node_loses_an_entry_or_writes_one_twice_and_the_silence_is_short(
    topology: Topology, tuned: Topology
) -> None:
    # At the same time, because most of it is waiting: the nodes for each other, and the clients for them.
    runs = [(topology, BY_DEFAULT, "as it comes"), (tuned, TUNED, "tuned")]
    as_it_comes, when_tuned = at_once(2, lambda number: kill_one_after_the_other(*runs[number]))

    # Of each single one this would be a test of the machine.
    assert (median(as_it_comes) < 8, median(when_tuned) < 3) == (True, True), (as_it_comes, when_tuned)
    assert max(as_it_comes + when_tuned) < HANGING


def kill_one_after_the_other(topology: Topology, numbers: list[int], what: str) -> list[float]:
    """Kill nodes, each with the next clients, and look each time; return how long nobody was answered."""
    diaries = [kill_under_load(topology, number) for number in numbers]
    silences = [diary.silence() for diary in diaries]
    record(
        f"{len(diaries)} x kill -9 of a node, {what}",
        acknowledged=sum(len(diary.acknowledged) for diary in diaries),
        lost=0,
        twice=0,
        errors=sum(len(diary.errors) for diary in diaries),
        tried_again=sum(len(diary.refusals) for diary in diaries),
        silences_s=" ".join(f"{silence:.2f}" for silence in silences),
        longest_s=max(silences),
    )
    return silences


def kill_under_load(topology: Topology, number: int) -> Diary:
    """Kill a node while clients book, start it again, and look whether all is there; return what they saw."""
    node = topology.nodes[number]
    with clients.booking(topology.url, writers=4, readers=1, households=2) as (diary, homes):
        diary.wait_for_more(MORE)
        node.kill()
        diary.wait_for_more(MORE)
        node.start()
        diary.wait_for_more(MORE)
    verify(topology.nodes, diary, homes)
    return diary
