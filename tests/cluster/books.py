"""Account-book servers of a test's own, on the nodes of a topology that others use too."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.topology import AppServer, Topology

from tests.faults.bank import Servers


def new_database(topology: Topology) -> list[str]:
    """Make an empty database in the cluster; return a URL for each node, in which that one stands first."""
    name = f"test_{secrets.token_hex(6)}"
    topology.nodes[0].ask(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    hosts = [f"127.0.0.1:{node.port}" for node in topology.nodes]
    turned = [hosts[number:] + hosts[:number] for number in range(len(hosts))]
    return [f"mysql+pymysql://root@{','.join(order)}/{name}" for order in turned]


@contextmanager
def two_servers(topology: Topology) -> Iterator[Servers]:
    """Run two servers on a new database, each of which writes to a node of its own."""
    urls = new_database(topology)
    folder = topology.folder / f"books-{secrets.token_hex(4)}"
    folder.mkdir()
    running = []
    for number in range(2):
        settings = {
            "ACCOUNT_BOOK_DATA": str(folder),
            "ACCOUNT_BOOK_DATABASE_URL": urls[number],
        }
        running.append(AppServer(topology.keeper, f"{folder.name}-{number}", folder, settings, workers=1))
        running[-1].launch()
    try:
        for server in running:
            server.wait_until_ready()
        yield Servers([server.url for server in running], folder, urls[0], "Galera, a node each")
    finally:
        for server in running:
            server.stop()
