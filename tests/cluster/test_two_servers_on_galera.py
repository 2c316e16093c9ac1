"""The races of two servers on three nodes; each server writes to a node of its own, the hard case."""

from collections.abc import Iterator

import pytest
from deploy.topology import Topology

from tests.cluster.books import two_servers
from tests.faults import test_two_servers
from tests.faults.bank import Servers


@pytest.fixture(scope="module")
def servers(topology: Topology) -> Iterator[Servers]:
    """Two servers on the cluster."""
    with two_servers(topology) as servers:
        yield servers


globals().update({name: test for name, test in vars(test_two_servers).items() if name.startswith("test_")})
