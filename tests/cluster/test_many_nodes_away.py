"""More than one node away, or each for a while: no quorum, all lost, and a restart of one after the other."""

import json
import time
from typing import NamedTuple

from deploy.topology import Topology

from tests.cluster.nodes import verify
from tests.faults import clients
from tests.faults.browser import Browser
from tests.faults.clients import Household, Line
from tests.faults.diary import Diary
from tests.faults.figures import record

MORE = 20
PATIENT = 120
"""Seconds that a client goes on for; the longest of these faults lasts as long as a start of the nodes."""
TOLD_WITHIN = 15
NOT_CHANGED = "The database does not answer. Nothing was changed; try again in a moment."


class Told(NamedTuple):
    """What somebody is told who asks while there is no database, and after how long."""

    what: str
    status: int
    retry_after: str | None
    took: float
    said: str


def test_without_a_quorum_everybody_is_told_so_in_time_and_it_recovers_by_itself(tuned: Topology) -> None:
    visitor = Browser(tuned.url)
    with clients.booking(tuned.url, writers=4, readers=1, households=2, deadline=PATIENT) as (diary, homes):
        for node in tuned.nodes[:2]:
            diary.wait_for_more(MORE)
            node.kill()

        told = [*ask(tuned, homes[0]), look(visitor)]
        # Whoever was there to the last is enough; of two that go at once, Galera waits for both.
        tuned.nodes[1].start()
        diary.wait_for_more(MORE)
        tuned.nodes[0].start()
        diary.wait_for_more(MORE)
    verify(tuned.nodes, diary, homes)

    record("no quorum", told_within_s=max(answer.took for answer in told), **diary.summary())
    assert {(answer.what, answer.status) for answer in told} == {
        ("write", 503),
        ("read", 503),
        ("healthz", 503),
        ("page", 503),
    }
    assert all(answer.retry_after and answer.took < TOLD_WITHIN for answer in told), told
    assert all(NOT_CHANGED in answer.said for answer in told), told


def ask(topology: Topology, home: Household) -> list[Told]:
    """Write, read, and ask how the server is, each once, by the API."""
    body = {"kind": "expense", "day": "2026-01-05", "amount": 1, "account_id": home.account_id}
    headers = {**home.headers, "Content-Type": "application/json"}
    line, told = Line(topology.url, Diary()), []
    for what, method, path, sent in (
        ("write", "POST", f"{home.book}/entries", json.dumps(body).encode()),
        ("read", "GET", f"{home.book}/accounts", None),
        ("healthz", "GET", "/healthz", None),
    ):
        began = time.monotonic()
        answer = line.send(method, path, sent, headers | {"Accept-Language": "en"})
        took = time.monotonic() - began
        told.append(Told(what, answer.status, answer.headers["Retry-After"], took, answer.body.decode()))
    line.close()
    return told


def look(visitor: Browser) -> Told:
    """Open a page."""
    began = time.monotonic()
    page = visitor.open("/books")
    took = time.monotonic() - began
    return Told("page", page.status, page.headers["Retry-After"], took, page.html)


def test_what_was_acknowledged_is_there_when_all_nodes_were_lost(tuned: Topology) -> None:
    assert tuned.cluster
    with clients.booking(tuned.url, writers=4, readers=1, households=2, deadline=PATIENT) as (diary, homes):
        diary.wait_for_more(MORE)
        tuned.cluster.kill()
        tuned.cluster.start()
        diary.wait_for_more(MORE)
    verify(tuned.nodes, diary, homes)
    record("all nodes lost, and started again", **diary.summary())


def test_nobody_sees_an_error_while_one_node_after_the_other_is_restarted(tuned: Topology) -> None:
    with clients.booking(tuned.url, writers=4, readers=1, households=2) as (diary, homes):
        for node in tuned.nodes:
            diary.wait_for_more(MORE)
            node.stop()
            diary.wait_for_more(MORE)
            node.start()
        diary.wait_for_more(MORE)
    verify(tuned.nodes, diary, homes)
    record(f"restart of {len(tuned.nodes)} nodes in turn", **diary.summary())
