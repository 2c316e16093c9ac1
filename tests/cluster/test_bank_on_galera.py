"""The bank on three nodes, where each server writes to a node of its own, as none should.

Nodes that are written to at once refuse each other's transactions, and none
sees the locks of another; what holds there holds everywhere.
"""

from collections.abc import Iterator

import pytest
from deploy.topology import Topology

from tests.cluster.books import two_servers
from tests.faults import test_bank
from tests.faults.bank import Servers


@pytest.fixture(scope="module")
def servers(topology: Topology) -> Iterator[Servers]:
    """Two servers on the cluster."""
    with two_servers(topology) as servers:
        yield servers


globals().update({name: test for name, test in vars(test_bank).items() if name.startswith("test_")})
