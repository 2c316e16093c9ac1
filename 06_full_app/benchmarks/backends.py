"""The databases that are measured, each seeded with the same entries: SQLite, one MariaDB, a Galera cluster."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import seed
from account_book.home import Home
from deploy import galera, kept, mariadb, ports

NAMES = ("SQLite", "MariaDB", "Galera")


@dataclass(frozen=True)
class Backend:
    """A database with entries, and the processes that it runs in."""

    name: str
    home: Home
    processes: Mapping[str, Sequence[int]]


@contextmanager
def seeded(
    folder: Path, entries: int, names: Sequence[str], say: Callable[[str], object] = print
) -> Iterator[tuple[list[Backend], dict[str, str]]]:
    """Yield the databases that there are, and for each that there is not why."""
    found, missing = [], {}
    with ExitStack() as stack:
        for name in names:
            started = time.perf_counter()
            try:
                backend = stack.enter_context(_STARTS[name](folder / name))
                seed.seed(backend.home, entries)
            # Whatever it is, the others can be measured.
            except Exception as error:
                missing[name] = f"{type(error).__name__}: {error}"
                say(f"No {name}: {error}")
            else:
                found.append(backend)
                say(f"{name} with {entries:,} entries: {time.perf_counter() - started:.1f} s")
        yield found, missing


@contextmanager
def _sqlite(folder: Path) -> Iterator[Backend]:
    yield Backend("SQLite", Home.at(folder), {})


@contextmanager
def _mariadb(folder: Path) -> Iterator[Backend]:
    keeper = kept.Keeper()
    try:
        folder_ = keeper.folder / "databases" / "mariadb"
        folder_.parent.mkdir()
        # Of the same size as a node of the cluster, and on the same disk.
        server = mariadb.Server(keeper, "mariadb", folder_, ports.free()[0], kept.ordinary_user())
        server.start()
        yield Backend("MariaDB", Home.at(folder, server.url), {"database": [server.pid or 0]})
    finally:
        keeper.close()


@contextmanager
def _galera(folder: Path) -> Iterator[Backend]:
    with galera.running() as cluster:
        processes = [node.pid or 0 for node in cluster.nodes]
        yield Backend("Galera", Home.at(folder, cluster.url), {"database": processes})


_STARTS: dict[str, Callable[[Path], AbstractContextManager[Backend]]] = {
    "SQLite": _sqlite,
    "MariaDB": _mariadb,
    "Galera": _galera,
}
