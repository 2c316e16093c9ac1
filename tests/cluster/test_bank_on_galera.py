"""The bank on three nodes: the servers write to one node, as they should, or to a node each.

Nodes that are written to at once refuse each other's transactions, and none
sees the locks of another; what holds there holds everywhere.
"""

from collections.abc import Iterator

import pytest
from deploy.topology import Topology

from tests.cluster.books import two_servers
from tests.faults import test_bank
from tests.faults.bank import Servers


@pytest.fixture(scope="module", params=["one_node", "a_node_each"])
def servers(request: pytest.FixtureRequest, topology: Topology) -> Iterator[Servers]:
    """Two servers on the cluster."""
    with two_servers(topology, node_each=request.param == "a_node_each") as servers:
        yield servers


globals().update({name: test for name, test in vars(test_bank).items() if name.startswith("test_")})
