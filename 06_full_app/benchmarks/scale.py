"""Measures how the account book grows: workers, databases, nodes, rows, memory, and another server.

    uv run --group notebooks --group benchmarks python 06_full_app/benchmarks/scale.py

takes a quarter of an hour; --quick takes a minute, and only shows whether all of
it runs. The figures are kept in results.json, and the tables and drawings of
this folder's pages are made of them. What cannot be measured here is left out,
and it is said why.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import backends
import click
import growth
import load
import manners
import nodes
import report
import results
import servers
from backends import Backend
from interleaved import Effort, compare
from servers import memory

VARIANTS = {
    "gunicorn, 1": ("--server", "gthread", "--at-once", "1"),
    "gunicorn, 4": ("--server", "gthread", "--at-once", "4"),
    "granian, 1": ("--server", "granian", "--at-once", "1"),
    "granian, 4": ("--server", "granian", "--at-once", "4"),
}
"""Servers, and how many requests a worker answers at once (`Turns` in serve.py)."""


@dataclass(frozen=True)
class Plan:
    """What is measured, and how long."""

    folder: Path
    found: Sequence[Backend]
    entries: int
    effort: Effort
    quick: bool


def workers(plan: Plan) -> dict[str, Any]:
    """Relate 1, 2 and 4 workers on each database to the bare yardstick on SQLite."""
    counts = (1,) if plan.quick else (1, 2, 4)
    commands = {"yardstick": servers.yardstick(plan.found[0].home, plan.folder)}
    behind = {}
    for backend in plan.found:
        for count in counts:
            commands[f"{backend.name} {count}"] = servers.account_book(backend.home, count)
            behind[f"{backend.name} {count}"] = backend.processes
    with servers.running(commands, behind) as found:
        before = {name: memory(server.pid) for name, server in found.items()}
        lines = compare(list(found.values()), plan.effort, ("list", "month", "create"))
        after = {name: memory(server.pid) for name, server in found.items()}
    return {"counts": list(counts), "lines": lines, "memory": {"before": before, "after": after}}


def one_and_two(plan: Plan) -> dict[str, Any]:
    """Relate two application servers to one."""
    effort = Effort(plan.effort.rounds + 2 * (not plan.quick), plan.effort.seconds)
    found = plan.found[-1:] if plan.quick else plan.found
    return {"lines": nodes.measured(found, effort), "needed": nodes.NEEDED}


def rows(plan: Plan) -> dict[str, Any]:
    """Relate books of many rows to one of few."""
    if plan.quick:
        return growth.measured(plan.folder, (1_000, 10_000), 1, 10)
    return growth.measured(plan.folder, (1_000, 100_000, 1_000_000), 9, 100)


def other_servers(plan: Plan) -> dict[str, Any]:
    """Relate granian to gunicorn, and several requests at once to one at a time."""
    lines, sizes = [], {}
    found = [backend for backend in plan.found if backend.name in NEEDED["servers"]]
    for backend in found[-1:] if plan.quick else found:
        commands = {name: servers.variant(backend.home, *how) for name, how in _runnable().items()}
        with servers.running(commands, dict.fromkeys(commands, backend.processes)) as ours:
            before = {name: memory(server.pid) for name, server in ours.items()}
            asked = compare(list(ours.values()), plan.effort, ("list", "create"))
            after = {name: memory(server.pid) for name, server in ours.items()}
        lines += [{"database": backend.name, **line} for line in asked]
        sizes[backend.name] = {"before": before, "after": after}
    return {"lines": lines, "memory": sizes}


def slow_clients(plan: Plan) -> dict[str, Any]:
    """Watch servers with clients that are slow or silent, and with signals."""
    kinds = {
        name: how for name, how in manners.KINDS.items() if "granian" not in name or servers.has("granian")
    }
    lines, missing = manners.measured(plan.found[0].home, kinds, 0.5 if plan.quick else 5)
    return {"lines": lines, "clients": list(manners.CLIENTS), "missing": missing}


def _runnable() -> dict[str, tuple[str, ...]]:
    return {name: how for name, how in VARIANTS.items() if "granian" not in name or servers.has("granian")}


PARTS: dict[str, Callable[[Plan], dict[str, Any]]] = {
    "workers": workers,
    "nodes": one_and_two,
    "rows": rows,
    "servers": other_servers,
    "manners": slow_clients,
}
NEEDED = {
    **dict.fromkeys(("workers", "nodes"), backends.NAMES),
    "servers": ("SQLite", "MariaDB"),
    "rows": (),
    "manners": ("SQLite",),
}
"""The databases that a part is measured on."""


@click.command()
@click.option("--quick", is_flag=True, help="One short round of each: that it runs, not how fast.")
@click.option(
    "--part", "parts", multiple=True, type=click.Choice(list(PARTS)), help="Only this. [repeatable]"
)
@click.option("--rounds", default=5, show_default=True)
@click.option("--seconds", default=2.0, show_default=True, help="How long each is asked in a round.")
@click.option("--entries", default=100_000, show_default=True, help="Entries in each database.")
@click.option("--into", type=click.Path(path_type=Path), default=results.FILE, help="File of the figures.")
def main(quick: bool, parts: Sequence[str], rounds: int, seconds: float, entries: int, into: Path) -> None:
    """Measure, keep the figures, and make the tables and drawings of them."""
    effort = Effort(rounds, seconds)
    if quick:
        effort, entries = Effort(1, 0.3), min(entries, 1_000)
    with tempfile.TemporaryDirectory(prefix="account-book-scale-") as name:
        folder = Path(name)
        names = [name for name in backends.NAMES if any(name in NEEDED[part] for part in parts or PARTS)]
        with backends.seeded(folder, entries, names, say) as (found, missing):
            plan = Plan(folder, found, entries, effort, quick)
            for part in parts or PARTS:
                _measure(part, plan, missing, into)
    report.write(into)
    draw(into)
    failed = [part for part in parts or PARTS if "why" in results.read(into)[part]]
    if failed:
        raise click.ClickException(f"Not measured: {', '.join(failed)}. What was, is in {into.name}.")


def _measure(part: str, plan: Plan, missing: dict[str, str], into: Path) -> None:
    started = time.perf_counter()
    machine = results.machine(*(["granian"] if servers.has("granian") else []))
    try:
        figures = PARTS[part](plan)
    # One part that cannot be measured must not take the others with it.
    except Exception as error:
        figures = {"why": f"{type(error).__name__}: {error}"}
    about = {
        "machine": machine,
        "tool": load.tool(plan.effort.connections, plan.effort.seconds),
        "rounds": plan.effort.rounds,
        "seconds": plan.effort.seconds,
        "entries": plan.entries,
        "took": round(time.perf_counter() - started),
        "quick": plan.quick,
        "missing": missing | figures.pop("missing", {}),
    }
    results.keep(part, {**figures, "about": about}, into)
    say(f"{part}: {about['took']} s {figures.get('why', '')}")


def draw(file: Path) -> None:
    """Make the drawings, where there is something to draw with."""
    try:
        import plots
    except ImportError as error:
        say(f"No drawings: {error.name} is not installed (uv run --group notebooks).")
    else:
        plots.draw(results.read(file), file.with_name("pictures"))


def say(text: str) -> None:
    """Print at once, for whoever waits."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
