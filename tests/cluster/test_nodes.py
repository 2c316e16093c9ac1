"""The cluster by itself: what a lost node costs, how it comes back, and what is there after all were lost."""

import time
from collections.abc import Iterator

import pytest
from deploy import galera, topology
from deploy.galera import Cluster, Node

from tests.faults import figures


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Three nodes with a table; what the waiting times do not change is tried with the short ones."""
    began = time.monotonic()
    with galera.running(tuned=True) as cluster:
        figures.record("Galera, tuned", formed_in_seconds=time.monotonic() - began)
        cluster.nodes[0].ask("CREATE TABLE account_book.line (id INT AUTO_INCREMENT PRIMARY KEY, what TEXT)")
        yield cluster


def write(node: Node, what: str) -> None:
    node.ask(f"INSERT INTO account_book.line (what) VALUES ('{what}')", seconds=60)


def lines(node: Node) -> list[str]:
    # Waits until what the others have acknowledged is here, too.
    with node.connected(60) as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION wsrep_sync_wait = 1")
        cursor.execute("SELECT what FROM account_book.line ORDER BY id")
        return [what for (what,) in cursor.fetchall()]


def test_a_killed_node_costs_a_silence_and_comes_back_with_what_it_missed(cluster: Cluster) -> None:
    first, second, third = cluster.nodes
    write(first, "before")

    third.kill()
    began = time.monotonic()
    write(second, "meanwhile")
    silence = time.monotonic() - began
    third.start()

    figures.record("Galera, tuned, one of three nodes killed", silence_in_seconds=silence)
    assert lines(third)[-2:] == ["before", "meanwhile"]
    assert silence < 20
    # It was sent what it had missed, not everything.
    log = third.log.read_text(encoding="utf-8")
    assert "Receiving IST" in log
    assert "rsync SST completed" not in log


def test_after_all_were_lost_at_once_all_that_was_acknowledged_is_there(cluster: Cluster) -> None:
    write(cluster.nodes[0], "before the power cut")
    before = lines(cluster.nodes[0])

    cluster.kill()
    began = time.monotonic()
    cluster.start()

    figures.record("Galera, tuned, all three nodes killed", back_after_seconds=time.monotonic() - began)
    assert [lines(node) for node in cluster.nodes] == [before] * 3
    assert {node.status()["wsrep_cluster_size"] for node in cluster.nodes} == {"3"}


def test_after_an_end_in_order_it_starts_again_on_its_folders(cluster: Cluster) -> None:
    write(cluster.nodes[1], "before the end")
    before = lines(cluster.nodes[1])

    cluster.stop()
    cluster.start()

    assert [lines(node) for node in cluster.nodes] == [before] * 3


def test_a_node_that_is_alone_takes_no_writes(cluster: Cluster) -> None:
    first, *others = cluster.nodes

    for node in others:
        node.kill()
    deadline = time.monotonic() + 60
    while first.is_ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with pytest.raises(Exception, match="1047"):
        first.ask("INSERT INTO account_book.line (what) VALUES ('alone')")
    for node in others:
        node.launch()
    for node in cluster.nodes:
        node.wait_until_ready()

    assert "alone" not in lines(first)


def test_nodes_that_do_not_agree_who_was_there_last_go_on_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(topology, "LOST_SECONDS", 8.0)
    with topology.Topology(tuned=True, restart=True, apps=1) as looked_after:
        first, second, third = nodes = looked_after.nodes
        first.wanted = False
        first.kill()
        second.ask("CREATE TABLE account_book.line (what TEXT)", seconds=60)
        second.ask("INSERT INTO account_book.line VALUES ('without the first')", seconds=60)
        for node in (second, third):
            node.kill()
        first.wanted = True

        deadline = time.monotonic() + 120
        while not all(node.is_ready() for node in nodes):
            assert time.monotonic() < deadline
            time.sleep(0.1)

        assert [node.ask("SELECT what FROM account_book.line") for node in nodes] == [
            (("without the first",),)
        ] * 3
