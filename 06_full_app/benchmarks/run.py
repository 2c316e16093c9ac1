"""Measures the account book beside a yardstick in the same run, and keeps ratios.

    uv run python 06_full_app/benchmarks/run.py

takes four minutes; --quick takes one and says less. The two are asked in turn,
a short while each, several times, and the median of the ratios is kept:
machines are shared, and their speed drifts.
"""

import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import click
import load
import report
import results
import seed
from account_book.home import Home

HERE = Path(__file__).parent
ENTRIES = 100_000
LIST = "/api/v1/books/1/entries?from=2026-01-01&to=2026-01-31&limit=50"
MONTH = "/api/v1/books/1/reports/month?month=2026-01"
CREATE = "/api/v1/books/1/entries"
ENTRY = {
    **{"kind": "expense", "day": "2025-06-15", "amount": 12_300, "account_id": 2, "category_id": 1},
    **{"payee": "김밥나라", "memo": ""},
}


@contextmanager
def server(*command: str) -> Iterator[tuple[str, int, float]]:
    """Run a server; yield its URL, its process id and the seconds until its first answer."""
    # As a household has it: compiled modules are kept from one start to the next.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    arguments = [sys.executable, *command]
    started = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=kept)
    assert process.stdout is not None
    try:
        url = next(line.split()[1] for line in process.stdout if line.startswith("Address:"))
        urlopen(f"{url}/healthz" if "account_book" in command else f"{url}{MONTH}").read()
        yield url, process.pid, time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def book(folder: Path) -> Any:
    """Run the account book on the data in `folder`."""
    return server("-m", "account_book", "--data", str(folder), "--port", "0")


def yardstick(folder: Path) -> Any:
    """Run the yardstick on a file of its own, a copy of the account book's."""
    copy = folder / "yardstick.sqlite3"
    with sqlite3.connect(folder / "account-book.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return server(str(HERE / "yardstick.py"), str(copy))


def ask(url: str, body: Any = None, token: str = "") -> Any:
    """Return what a request answers."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    data = None if body is None else json.dumps(body).encode()
    return json.load(urlopen(Request(url, data, headers)))


def sign_in(url: str) -> str:
    """Return an access token of the seeded user."""
    answer = ask(f"{url}/api/v1/auth/login", {"email": seed.EMAIL, "password": seed.PASSWORD})
    return str(answer["access_token"])


def compare(folder: Path, rounds: int, seconds: float) -> list[dict[str, Any]]:
    """Return how the account book's requests per second relate to the yardstick's."""
    lines = []
    with yardstick(folder) as (bare, _, _), book(folder) as (ours, _, _):
        token = sign_in(ours)
        for name, path, body, needed in (
            ("list", LIST, None, 0.5),
            ("month", MONTH, None, 0.5),
            ("create", CREATE, ENTRY, 0.4),
        ):
            if body is None:
                same(ask(bare + path), ask(ours + path, token=token))
            pairs = [
                tuple(load.requests_per_second(url + path, token, body, seconds) for url in (bare, ours))
                for _ in range(rounds)
            ]
            ratio = statistics.median(own / bare_ for bare_, own in pairs)
            medians = [round(statistics.median(column)) for column in zip(*pairs, strict=True)]
            lines.append(
                {"request": name, "yardstick": medians[0], "ours": medians[1], "ratio": round(ratio, 2)}
                | {"needed": needed}
            )
            print(lines[-1], flush=True)
    return lines


def same(bare: Any, ours: Any) -> None:
    """Stop if the two do not answer the same; only the cursor differs, which the yardstick does not sign."""
    for answer in (bare, ours):
        answer.pop("next", None)
    if bare != ours:
        sys.exit(f"The yardstick answers something else:\n{bare}\n{ours}")


def once(folder: Path, rounds: int) -> dict[str, float]:
    """Return what is measured by itself: start, import, memory."""
    starts, imports = [], []
    for _ in range(rounds):
        with book(folder) as (_, _, first):
            starts.append(first)
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import flask, sqlalchemy.orm"], check=True)
        imports.append(time.perf_counter() - started)
    with book(folder) as (url, pid, _):
        token = sign_in(url)
        for path, body in ((LIST, None), (MONTH, None), (CREATE, ENTRY)):
            load.requests_per_second(url + path, token, body, 2)
        after_load = load.worker_mib(pid)
        seconds = load.import_seconds(url, token, 10_000)
        return {
            "start": round(statistics.median(starts), 2),
            "imports": round(statistics.median(imports), 2),
            "import_seconds": round(seconds, 1),
            "memory": round(after_load),
            "memory_after_import": round(load.worker_mib(pid)),
        }


@click.command()
@click.option("--quick", is_flag=True, help="Fewer and shorter rounds.")
@click.option("--rounds", default=9, show_default=True)
@click.option("--seconds", default=3.0, show_default=True, help="How long each is asked in a round.")
@click.option("--into", type=click.Path(path_type=Path), default=results.FILE, help="File of the figures.")
def main(quick: bool, rounds: int, seconds: float, into: Path) -> None:
    """Measure, keep the figures, and make the tables of them."""
    if quick:
        rounds, seconds = min(rounds, 3), min(seconds, 2.0)
    about = {"about": {"machine": results.machine(), "tool": load.tool()}}
    with tempfile.TemporaryDirectory(prefix="account-book-bench-") as name:
        seed.seed(Home.at(Path(name)), ENTRIES)
        results.keep("yardstick", {"lines": compare(Path(name), rounds, seconds), **about}, into)
        results.keep("once", {**once(Path(name), rounds), **about}, into)
    report.write(into)


if __name__ == "__main__":
    main()
