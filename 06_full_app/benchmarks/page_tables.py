"""The tables of the pages: what stands in them, made of the figures."""

from collections.abc import Callable, Sequence
from typing import Any

from blocks import Block, Both, machine
from words import said

PARTS = ("application", "database", "web server", "load")
"""Who takes of the processors, in the order in which it is written."""
HABITS = ("silent", "slow upload", "slow download")


def yardstick(figures: dict[str, Any]) -> Block:
    """Tabulate the account book beside the yardstick, one worker."""
    rows = [
        (
            line["request"],
            f"{line['yardstick']}/s",
            f"{line['ours']}/s",
            f"**{line['ratio']:.2f}**",
            str(line["needed"]),
        )
        for line in figures["yardstick"]["lines"]
    ]
    return Block(("request", "yardstick", "account book", "ratio", "needed"), rows)


def once(figures: dict[str, Any]) -> Block:
    """Tabulate what is measured by itself."""
    found = figures["once"]
    rows = [
        ("first answer after start", f"{found['start']} s", "1 s"),
        ("of that, Python and the import of Flask and SQLAlchemy", f"{found['imports']} s", ""),
        ("import of 10,000 rows, preview and commit", f"{found['import_seconds']} s", "3 s"),
        ("memory of a worker, after load", f"{found['memory']} MiB", "90 MiB"),
        (
            "memory of a worker, after an import of 10,000 rows",
            f"{found['memory_after_import']} MiB",
            "90 MiB",
        ),
    ]
    return Block(("what", "measured", "at most"), rows)


def pages(figures: dict[str, Any]) -> Block:
    """Tabulate the pages of a book."""
    limits = figures["pages"]["limits"]
    rows = [
        (
            "month page" if line["page"] == "month" else line["page"],
            f"{line['milliseconds']} ms",
            f"{line['kilobytes']} KB",
        )
        for line in figures["pages"]["lines"]
    ]
    return Block(("page", f"≤ {limits['milliseconds']} ms", f"HTML ≤ {limits['kilobytes']} KB"), rows)


def workers(figures: dict[str, Any]) -> Block:
    """Tabulate throughput and latency by database and number of workers."""
    part = figures["workers"]
    head = (
        "request",
        "database",
        "workers",
        "answers a second",
        "ratio to the yardstick",
        "p50 (ms)",
        "p99 (ms)",
    )
    rows = []
    for line in part["lines"]:
        database, _, count = line["server"].partition(" ")
        low, high = line["ratios"]
        rows.append(
            (
                *(line["request"], database, count or "1", f"{line['per_second']:.0f}"),
                f"**{line['ratio']:.2f}** ({low:.2f}–{high:.2f})" if count else "1",
                *(f"{line['p50']:.0f}", f"{line['p99']:.0f}"),
            )
        )
    return Block(head, rows, 2, [_answers(part["lines"]), *_missing(part)])


def _answers(lines: Sequence[dict[str, Any]]) -> Both:
    count, failed = (sum(line[name] for line in lines) for name in ("count", "failed"))
    # All lines of a database and request have lost the same.
    lost = max(line["lost"] for line in lines)
    more = (f" Rounds left out, because a server was silent: {lost}.", f" 응답이 없어 뺀 회차: {lost}.")
    english, korean = more if lost else ("", "")
    return (
        f"{count:,} requests, of which {failed} were not answered with success.{english}",
        f"요청 {count:,}건 가운데 성공하지 못한 응답은 {failed}건입니다.{korean}",
    )


def _missing(part: dict[str, Any]) -> list[Both]:
    left_out = [f"{name} ({why})" for name, why in part["about"]["missing"].items()]
    both = (
        f"Not measured here: {'; '.join(left_out)}.",
        f"여기에서 측정하지 못한 것: {'; '.join(left_out)}.",
    )
    return [both] if left_out else []


def nodes(figures: dict[str, Any]) -> Block:
    """Tabulate one application server and two."""
    part = figures["nodes"]
    head = (
        *("request", "database", "one", "two", "two : one", "at most, on these cores"),
        *("cores busy, one and two", "processor, a request (ms)"),
    )
    cores = part["about"]["machine"]["cores"]
    rows = []
    for one, two in zip(part["lines"][::2], part["lines"][1::2], strict=True):
        low, high = two["ratios"]
        rows.append(
            (
                *(
                    one["request"],
                    one["database"],
                    f"{one['per_second']:.0f}/s",
                    f"{two['per_second']:.0f}/s",
                ),
                f"**{two['ratio']:.2f}** ({low:.2f}–{high:.2f})",
                f"{_ceiling(two, cores) / one['per_second']:.2f}",
                f"{one['busy'] * 100:.0f} %, {two['busy'] * 100:.0f} %",
                _processor(two),
            )
        )
    return Block(head, rows, 2, [_reached(part), _answers(part["lines"]), *_missing(part)])


def _ceiling(line: dict[str, Any], cores: int) -> float:
    """Return how many requests a second the machine's cores can do, if they do nothing else."""
    return cores * 1000 / float(sum(line["cpu"].values()))


def _processor(line: dict[str, Any]) -> str:
    return " + ".join(f"{taken:.2f}" for part in PARTS if (taken := line["cpu"].get(part)) is not None)


def _reached(part: dict[str, Any]) -> Both:
    pairs = [line for line in part["lines"] if line["server"] == "2"]
    reached = sum(line["ratio"] >= part["needed"] for line in pairs)
    return (
        f"{part['needed']} times as many were asked for: {reached} of {len(pairs)} lines reach it.",
        f"목표는 {part['needed']}배이며, {len(pairs)}줄 가운데 {reached}줄이 달성했습니다.",
    )


def rows(figures: dict[str, Any]) -> Block:
    """Tabulate books of few and of many entries."""
    part = figures["rows"]
    sizes = [f"{size:,}" for size in part["sizes"]]
    found = [
        (line["request"], *(f"{ms:.2f} ms" for ms in line["milliseconds"]), f"**{line['ratio']:.2f}**", "1.3")
        for line in part["lines"]
    ]
    seeds = [f"{part['seeds'][str(size)]} s" for size in part["sizes"]]
    last = ("seed, with history", *seeds, "", "")
    return Block(("request", *sizes, "ratio", "at most"), [*found, last])


def memory(figures: dict[str, Any]) -> Block:
    """Tabulate what servers take of memory."""
    measured = [("gunicorn", name, figures["workers"]["memory"]) for name in _ours(figures)]
    others = [
        (name.partition(",")[0], f"{database} 1", {when: taken[when] for when in ("before", "after")}, name)
        for database, taken in figures["servers"]["memory"].items()
        for name in taken["after"]
        if name.startswith("granian") and name.endswith("1")
    ]
    found = [(server, name, taken, name) for server, name, taken in measured] + others
    head = (
        *("server", "database", "workers", "memory of a worker, before and after load (MiB)"),
        "memory of all, after load (MiB)",
    )
    lines = []
    for server, name, taken, key in found:
        before, after = taken["before"][key], taken["after"][key]
        if after:
            database, _, count = name.partition(" ")
            both = f"{before['worker']:.0f}, {after['worker']:.0f}"
            lines.append((server, database, count, both, f"{after['server']:.0f}"))
    return Block(head, lines, 2)


def _ours(figures: dict[str, Any]) -> list[str]:
    return [name for name in figures["workers"]["memory"]["after"] if name != "yardstick"]


def servers(figures: dict[str, Any]) -> Block:
    """Tabulate gunicorn and granian, with one request at once in a worker, and with several."""
    part = figures["servers"]
    head = (
        *("request", "database", "server", "at once", "answers a second", "ratio to the first", "p99 (ms)"),
        "processor, a request (ms)",
    )
    lines = []
    for line in part["lines"]:
        server, _, at_once = line["server"].partition(", ")
        low, high = line["ratios"]
        ratio = "1" if low == high == 1 else f"**{line['ratio']:.2f}** ({low:.2f}–{high:.2f})"
        rest = (f"{line['per_second']:.0f}", ratio, f"{line['p99']:.0f}", _processor(line))
        lines.append((line["request"], line["database"], server, at_once, *rest))
    return Block(head, lines, 3, [*_beside(part["lines"]), _answers(part["lines"]), *_missing(part)])


def _beside(lines: Sequence[dict[str, Any]]) -> list[Both]:
    """Relate granian to gunicorn, with as many requests at once as each database is served with."""
    of = {(line["database"], line["request"], line["server"]): line["ratio"] for line in lines}
    as_served = {"SQLite": 1, "MariaDB": 4}
    pairs = [
        (database, request, of[database, request, f"granian, {count}"] / of[database, request, server])
        for database, request, server in of
        if server == f"gunicorn, {(count := as_served[database])}"
        and (database, request, f"granian, {count}") in of
    ]
    english, korean = (
        ", ".join(f"{name} {said(request, language)} {ratio:.2f}" for name, request, ratio in pairs)
        for language in ("en", "ko")
    )
    return [(f"granian : gunicorn, {english}.", f"granian : gunicorn, {korean}.")] if pairs else []


def manners(figures: dict[str, Any]) -> Block:
    """Tabulate slow clients and signals."""
    part = figures["manners"]
    few, many = part["clients"]
    head = (
        *("server", *(f"{habit}" for habit in HABITS)),
        *("SIGHUP: failed, longest pause", "SIGTERM: half a request is answered, ends after"),
    )
    lines = []
    for line in part["lines"]:
        waits = [", ".join(_wait(wait, line["patience"]) for wait in line[habit]) for habit in HABITS]
        reload, end = line["reload"], line["end"]
        ended = f"{end['seconds']:.1f} s" if end["seconds"] is not None else "—"
        lines.append(
            (
                *(line["server"], *waits),
                f"{reload['failed']} / {reload['answered']}, {reload['longest']:.2f} s",
                f"{end['answer']}, {ended}",
            )
        )
    beside = (
        f"Seconds until `/healthz` answers beside {few} and beside {many} such clients.",
        f"그런 클라이언트가 {few}개, {many}개 있을 때 `/healthz`가 응답하기까지의 시간입니다.",
    )
    return Block(head, lines, 1, [beside, *_missing(part)])


def _wait(seconds: float | None, patience: float) -> str:
    return f"> {patience:g} s" if seconds is None else f"{seconds:.2f} s"


BLOCKS: dict[str, Callable[[dict[str, Any]], Block]] = {
    "machine-yardstick": machine("yardstick"),
    "machine-pages": machine("pages"),
    "machine-scale": machine("workers"),
    **{"yardstick": yardstick, "once": once, "pages": pages, "workers": workers, "nodes": nodes},
    **{"rows": rows, "memory": memory, "servers": servers, "manners": manners},
}
