"""MariaDB Galera: several servers that hold the same, each write in all of them before it is acknowledged."""

import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymysql

from deploy import mariadb, ports
from deploy.kept import Failed, Keeper, ordinary_user
from deploy.programs import find, last_words, require

LIBRARIES = ("/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so")
NAME = "account_book"
# How long the others wait for a silent node before they go on without it. The
# first is the default; the second is for nodes in one room, whose network does
# not fall silent for a second.
DEFAULT: dict[str, str] = {}
TUNED = {
    "evs.keepalive_period": "PT0.3S",
    "evs.inactive_check_period": "PT0.3S",
    "evs.suspect_timeout": "PT1S",
    "evs.inactive_timeout": "PT3S",
    "evs.install_timeout": "PT3S",
}
# For a copy of a few megabytes; each node keeps so much for those that were away.
_CACHE = {"gcache.size": "32M"}


def missing() -> list[str]:
    """Return the packages that are not installed."""
    server = mariadb.missing() or ([] if find("wsrep_sst_rsync") else ["mariadb-server"])
    galera = [] if any(Path(path).is_file() for path in LIBRARIES) else ["galera-4"]
    return [*server, *galera, *([] if find("rsync") else ["rsync"])]


def library() -> Path:
    """Return Galera's library; raise Failed if something is missing that a cluster needs."""
    require(missing())
    return next(Path(path) for path in LIBRARIES if Path(path).is_file())


class Node(mariadb.Server):
    """One server of a cluster."""

    def __init__(self, cluster: "Cluster", name: str, folder: Path) -> None:
        self.cluster = cluster
        port, self.group_port, self.ist_port, self.sst_port = ports.free(4)
        super().__init__(cluster.keeper, name, folder, port, cluster.user)

    def command(self, *more: str) -> list[str]:
        """Return the command that starts it."""
        options = {
            **_CACHE,
            **self.cluster.timeouts,
            "gmcast.listen_addr": f"tcp://127.0.0.1:{self.group_port}",
            "ist.recv_addr": f"127.0.0.1:{self.ist_port}",
        }
        return super().command(
            "--binlog-format=ROW",
            "--innodb-autoinc-lock-mode=2",
            "--wsrep-on=ON",
            f"--wsrep-provider={library()}",
            f"--wsrep-provider-options={';'.join(f'{name}={value}' for name, value in options.items())}",
            f"--wsrep-cluster-name={NAME}",
            f"--wsrep-cluster-address={self.cluster.address}",
            f"--wsrep-node-name={self.name}",
            f"--wsrep-node-address=127.0.0.1:{self.group_port}",
            "--wsrep-sst-method=rsync",
            f"--wsrep-sst-receive-address=127.0.0.1:{self.sst_port}",
            *more,
        )

    def status(self) -> dict[str, str]:
        """Return what the server says of its cluster: `wsrep_ready`, `wsrep_local_state_comment`, ..."""
        return {name.lower(): value for name, value in self.ask("SHOW GLOBAL STATUS LIKE 'wsrep_%'")}

    def is_ready(self) -> bool:
        """Return whether it takes writes now: it is with most of the others, and has what they have."""
        try:
            said = self.status()
        except pymysql.MySQLError:
            return False
        return said.get("wsrep_ready") == "ON" and said.get("wsrep_local_state_comment") == "Synced"

    def launch(self, *more: str) -> None:
        """Start it, from how far it came, and do not wait until it is ready."""
        position = [f"--wsrep-start-position={self.position()}"] if self._grastate.exists() else []
        super().launch(*position, *more)

    def position(self) -> str:
        """Return cluster and number of the last write in its folder, while it does not run."""
        found = re.search(r"uuid:\s*(\S+)\s+seqno:\s*(-?\d+)", self._grastate.read_text(encoding="ascii"))
        if found and int(found[2]) >= 0:
            return f"{found[1]}:{found[2]}"
        # It did not end in order; InnoDB knows how far it came.
        identity: dict[str, Any] = {"user": self.user, "extra_groups": []} if self.user else {}
        said = subprocess.run(
            self.command("--wsrep-recover", "--skip-networking"), capture_output=True, **identity
        )
        log = (said.stdout + said.stderr).decode(errors="replace")
        recovered = re.search(r"Recovered position: ([0-9a-f-]+:-?\d+)", log)
        if recovered is None:
            raise Failed(f"{self.name} does not say how far it came: {last_words(log)}")
        return recovered[1]

    def remember(self, name: str, members: Sequence[str]) -> None:
        """Write into the folder who was together last: as soon as all of them meet, they go on.

        That is the file that Galera writes itself, and reads after a power cut. It
        saves telling one node to begin alone, and the others to wait for it.
        """
        path = self.folder / "gvwstate.dat"
        rows = "".join(f"member: {member} 0\n" for member in members)
        path.write_text(
            f"my_uuid: {name}\n#vwbeg\nview_id: 3 {members[0]} 1\nbootstrap: 0\n{rows}#vwend\n",
            encoding="ascii",
        )
        mariadb.give(path, self.user)

    @property
    def _grastate(self) -> Path:
        return self.folder / "grastate.dat"


class Cluster:
    """Nodes on 127.0.0.1, in a folder of their own."""

    def __init__(self, keeper: Keeper, folder: Path, size: int = 3, *, tuned: bool = False) -> None:
        library()
        self.keeper = keeper
        self.user = ordinary_user()
        self.timeouts = TUNED if tuned else DEFAULT
        self.nodes = [Node(self, f"node{number}", folder / f"node{number}") for number in range(1, size + 1)]
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def address(self) -> str:
        """Where the nodes find each other."""
        return "gcomm://" + ",".join(f"127.0.0.1:{node.group_port}" for node in self.nodes)

    @property
    def url(self) -> str:
        """The database's URL for the account book, with all nodes in it."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"mysql+pymysql://root@{hosts}/{mariadb.DATABASE}"

    def start(self) -> None:
        """Start all nodes, on their folders if they are there, and return when all are ready.

        Also after all were lost: whoever came farthest gives the others what they lack.
        """
        if not self.nodes[0].folder.exists():
            self._make()
        names = [str(uuid.uuid1()) for _ in self.nodes]
        for node, name in zip(self.nodes, names, strict=True):
            node.remember(name, names)
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait_until_ready()

    def _make(self) -> None:
        """Make a folder and copy it, so that nobody has to be sent everything while joining."""
        with mariadb.scratch(self.user) as folder:
            model = Node(self, "model", folder / "model")
            mariadb.make_tables(model.folder, self.user)
            # Once in a cluster of its own, so that InnoDB knows which one it belongs to.
            model.launch("--wsrep-new-cluster")
            model.wait_until_ready()
            model.stop()
            # The first comes last: if it is there, all are.
            for node in reversed(self.nodes):
                shutil.rmtree(node.folder, ignore_errors=True)
                mariadb.place(model.folder, node.folder, self.user)

    def stop(self) -> None:
        """Let all nodes end in order, one after the other: the last has all that the others have."""
        for node in reversed(self.nodes):
            node.stop()

    def kill(self) -> None:
        """End all nodes at once, as a power cut would."""
        for node in self.nodes:
            node.signal(9)
        for node in self.nodes:
            self.keeper.wait(node.name)


@contextmanager
def running(size: int = 3, *, tuned: bool = False) -> Iterator[Cluster]:
    """Run a cluster in a temporary folder, and remove it again."""
    keeper = Keeper()
    try:
        cluster = Cluster(keeper, keeper.folder / "databases", size, tuned=tuned)
        cluster.start()
        yield cluster
    finally:
        keeper.close()
