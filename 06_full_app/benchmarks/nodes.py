"""One application server beside two of them, both behind the web server of deploy/, on reads."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from backends import Backend
from deploy import kept, ports, topology
from interleaved import Effort, compare
from servers import Server, signed_in

NEEDED = 1.5
"""How many times as much two are to answer, on a machine of two cores."""


def measured(found: Sequence[Backend], effort: Effort) -> list[dict[str, Any]]:
    """Return a line for each database, kind of read, and number of application servers."""
    lines = []
    for backend in found:
        with _one_and_two(backend) as pair:
            for line in compare(pair, effort, ("list", "month")):
                lines.append({"database": backend.name, **line, "busy": _busy(line)})
    return lines


def _busy(line: dict[str, Any]) -> float:
    """Return how much of the machine's processors all that was measured took, from 0 to 1."""
    taken = float(sum(line["cpu"].values())) / 1000 * float(line["per_second"])
    return round(taken / (os.cpu_count() or 1), 2)


@contextmanager
def _one_and_two(backend: Backend) -> Iterator[list[Server]]:
    settings = {
        "ACCOUNT_BOOK_DATA": str(backend.home.folder),
        **({"ACCOUNT_BOOK_DATABASE_URL": url} if (url := backend.home.database_url) else {}),
        "ACCOUNT_BOOK_PROXIES": "1",
    }
    with ExitStack() as stack:
        keeper = _keeper(stack)
        apps = [
            topology.AppServer(keeper, f"app{number}", keeper.folder, settings, workers=1)
            for number in (1, 2)
        ]
        for app in apps:
            app.start()
        pids = [app.pid or 0 for app in apps]
        # Each web server has a keeper of its own, because both have the same name.
        webs = [(_web(_keeper(stack), apps[:count]), pids[:count]) for count in (1, 2)]
        yield [
            signed_in(
                str(len(behind)),
                web.url,
                web.pid or 0,
                {"application": behind, "web server": [web.pid or 0], **backend.processes},
            )
            for web, behind in webs
        ]


def _keeper(stack: ExitStack) -> kept.Keeper:
    keeper = kept.Keeper()
    stack.callback(keeper.close)
    return keeper


def _web(keeper: kept.Keeper, apps: Sequence[topology.AppServer]) -> topology.WebServer:
    web = topology.WebServer(keeper, keeper.folder, ports.free()[0], [app.port for app in apps])
    web.start()
    return web
