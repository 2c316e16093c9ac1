"""What a request costs in books of few and of many rows, on SQLite."""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import load
import run
import seed
import servers
from account_book.home import Home

REQUESTS = {"list": run.LIST, "month": run.MONTH}


def measured(folder: Path, sizes: Sequence[int], rounds: int, times: int) -> dict[str, Any]:
    """Return medians in milliseconds for books of so many entries; one request at a time."""
    homes, seeds = {}, {}
    for size in sizes:
        started = time.perf_counter()
        homes[size] = Home.at(folder / f"rows-{size}")
        seed.seed(homes[size], size)
        seeds[str(size)] = round(time.perf_counter() - started, 1)
    with servers.running({str(size): servers.account_book(home) for size, home in homes.items()}) as found:
        lines = [
            {"request": request, "milliseconds": medians, "ratio": ratio}
            for request, path in REQUESTS.items()
            for medians, ratio in [_of(list(found.values()), path, rounds, times)]
        ]
    return {"sizes": list(sizes), "seeds": seeds, "lines": lines}


def _of(books: Sequence[servers.Server], path: str, rounds: int, times: int) -> tuple[list[float], float]:
    taken = [
        [load.median_seconds(book.url + path, book.token, times) * 1000 for book in books]
        for _ in range(rounds)
    ]
    medians = [round(statistics.median(column), 2) for column in zip(*taken, strict=True)]
    return medians, round(statistics.median(row[-1] / row[0] for row in taken), 2)
