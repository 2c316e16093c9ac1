"""Two processes that find a cluster's database empty, each by a node of its own: both end well."""

from pathlib import Path

from account_book.home import Home
from deploy.topology import Topology

from tests.cluster.books import new_database
from tests.faults.figures import record
from tests.faults.test_migrating_at_once import Migrators, differences

ROUNDS = 2


def test_those_who_make_the_tables_by_different_nodes_all_end_well(
    topology: Topology, tmp_path: Path
) -> None:
    migrators = Migrators(2)
    try:
        for number in range(ROUNDS):
            homes = [Home.at(tmp_path / str(number), url) for url in new_database(topology)[:2]]
            assert migrators.open(homes) == ["done", "done"]
            for home in homes:
                assert differences(home) == []
    finally:
        migrators.end()
    record("tables made at once by two nodes", rounds=ROUNDS)
