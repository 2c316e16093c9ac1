"""Asks several servers in turn, a short while each, again and again, and relates what they answer.

Machines are shared, and their speed drifts: a ratio within a round says more than any number by itself.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import load
import run
from servers import Server

PATHS = {"list": run.LIST, "month": run.MONTH, "create": run.CREATE}


@dataclass(frozen=True)
class Effort:
    """How long is measured."""

    rounds: int
    seconds: float
    connections: int = 8


def compare(servers: Sequence[Server], effort: Effort, requests: Sequence[str]) -> list[dict[str, Any]]:
    """Return a line for each request and server, with its ratio to the first server."""
    return [
        {"request": request, "server": server.name, **figures}
        for request in requests
        for server, figures in zip(servers, _of(servers, effort, request), strict=True)
    ]


def _of(servers: Sequence[Server], effort: Effort, request: str) -> list[dict[str, Any]]:
    for server in servers:
        # Connections to the database are opened, and statements are built, by the first who ask.
        _asked(server, effort, request)
    rounds: list[dict[str, dict[str, Any]]] = []
    for number in range(effort.rounds):
        # There and back, so that a drift within the rounds falls on none more than on the others.
        turn = servers if number % 2 == 0 else servers[::-1]
        rounds.append({server.name: _asked(server, effort, request) for server in turn})
    first = servers[0].name
    whole = [each for each in rounds if all(asked["answered"] for asked in each.values())]
    if not whole:
        silent = {name for each in rounds for name, asked in each.items() if not asked["answered"]}
        raise RuntimeError(f"no answer to {request} from {', '.join(sorted(silent))}")
    return [
        {**_summary([(each[server.name], each[first]) for each in whole]), "lost": len(rounds) - len(whole)}
        for server in servers
    ]


def _asked(server: Server, effort: Effort, request: str) -> dict[str, Any]:
    path, body = PATHS[request], server.entry if request == "create" else None
    before = server.cpu()
    answers = load.ask(server.url + path, server.token, body, effort.seconds, effort.connections)
    taken = {part: seconds - before[part] for part, seconds in server.cpu().items()}
    cpu = {**taken, "load": answers.cpu}
    return {
        **{"per_second": answers.per_second, "p50": answers.p50, "p99": answers.p99},
        **{"count": answers.count, "failed": answers.failed},
        "answered": answers.count > answers.failed,
        "cpu": {part: seconds * 1000 / max(1, answers.count) for part, seconds in cpu.items()},
    }


def _summary(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, Any]:
    ratios = [own["per_second"] / first["per_second"] for own, first in pairs]
    own = [own for own, _ in pairs]
    return {
        **{
            name: rounded(statistics.median(each[name] for each in own))
            for name in ("per_second", "p50", "p99")
        },
        "ratio": rounded(statistics.median(ratios)),
        "ratios": [rounded(min(ratios)), rounded(max(ratios))],
        "count": sum(each["count"] for each in own),
        "failed": sum(each["failed"] for each in own),
        "cpu": {
            part: rounded(statistics.median(each["cpu"][part] for each in own)) for part in own[0]["cpu"]
        },
    }


def rounded(number: float) -> float:
    """Return a number with three digits that count: the rest is noise."""
    return float(f"{number:.3g}")
