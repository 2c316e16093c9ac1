"""Measures the account book beside a yardstick in the same run, and prints ratios.

    uv run python 06_full_app/benchmarks/run.py

needs ten minutes and 3 GB of disk; --quick takes one minute and says less. The
two are asked in turn, a short while each, several times, and the median of the
ratios is printed: machines are shared, and their speed drifts.
"""

import json
import os
import platform
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import click
import load
import seed
from account_book.home import Home

HERE = Path(__file__).parent
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


def compare(folder: Path, rounds: int, seconds: float) -> None:
    """Print how the account book's requests per second relate to the yardstick's."""
    print("| request | yardstick | account book | ratio | needed |\n| --- | ---: | ---: | ---: | ---: |")
    with yardstick(folder) as (bare, _, _), book(folder) as (ours, _, _):
        token = sign_in(ours)
        for name, path, body, needed in (
            ("list of 50", LIST, None, 0.5),
            ("month report", MONTH, None, 0.5),
            ("create", CREATE, ENTRY, 0.4),
        ):
            if body is None:
                same(ask(bare + path), ask(ours + path, token=token))
            pairs = [
                tuple(load.requests_per_second(url + path, token, body, seconds) for url in (bare, ours))
                for _ in range(rounds)
            ]
            ratio = statistics.median(own / bare_ for bare_, own in pairs)
            medians = [statistics.median(column) for column in zip(*pairs, strict=True)]
            print(
                f"| {name} | {medians[0]:.0f}/s | {medians[1]:.0f}/s | **{ratio:.2f}** | {needed} |",
                flush=True,
            )


def same(bare: Any, ours: Any) -> None:
    """Stop if the two do not answer the same; only the cursor differs, which the yardstick does not sign."""
    for answer in (bare, ours):
        answer.pop("next", None)
    if bare != ours:
        sys.exit(f"The yardstick answers something else:\n{bare}\n{ours}")


def growth(small: Path, large: Path, rounds: int) -> None:
    """Print the median times of a request with few and with many rows in the database."""
    print(
        "\n| request | 1,000 rows | 1,000,000 rows | ratio | at most |\n| --- | ---: | ---: | ---: | ---: |"
    )
    with book(small) as (few, _, _), book(large) as (many, _, _):
        urls = [(few, sign_in(few)), (many, sign_in(many))]
        for name, path in (("list of 50", LIST), ("month report", MONTH)):
            pairs = [
                tuple(load.median_seconds(url + path, token, 100) for url, token in urls)
                for _ in range(rounds)
            ]
            ratio = statistics.median(large_ / small_ for small_, large_ in pairs)
            times = [statistics.median(column) * 1000 for column in zip(*pairs, strict=True)]
            print(f"| {name} | {times[0]:.2f} ms | {times[1]:.2f} ms | **{ratio:.2f}** | 1.3 |", flush=True)


def once(folder: Path, rounds: int) -> None:
    """Print what is measured by itself: start, memory, import."""
    print("\n| what | measured | at most |\n| --- | ---: | ---: |")
    starts, imports = [], []
    for _ in range(rounds):
        with book(folder) as (_, _, first):
            starts.append(first)
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import flask, sqlalchemy.orm"], check=True)
        imports.append(time.perf_counter() - started)
    print(f"| first answer after start | {statistics.median(starts):.2f} s | 1 s |")
    print(
        f"| of that, Python and the import of Flask and SQLAlchemy | {statistics.median(imports):.2f} s | |"
    )
    with book(folder) as (url, pid, _):
        token = sign_in(url)
        for path, body in ((LIST, None), (MONTH, None), (CREATE, ENTRY)):
            load.requests_per_second(url + path, token, body, 2)
        print(f"| memory of a worker, after load | {load.worker_mib(pid):.0f} MiB | 90 MiB |")
        seconds = load.import_seconds(url, token, 10_000)
        print(f"| import of 10,000 rows, preview and commit | {seconds:.2f} s | 3 s |")
        print(
            f"| memory of a worker, after that import | {load.worker_mib(pid):.0f} MiB | 90 MiB |", flush=True
        )


def machine() -> str:
    """Say what this was measured on."""
    names = ("flask", "sqlalchemy", "pydantic", "flask-openapi3", "gunicorn", "pyjwt")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; {packages}; load by {load.tool()}"
    )


@click.command()
@click.option("--quick", is_flag=True, help="Fewer rounds, and no million of rows.")
@click.option("--rounds", default=9, show_default=True)
@click.option("--seconds", default=3.0, show_default=True, help="How long each is asked in a round.")
def main(quick: bool, rounds: int, seconds: float) -> None:
    """Measure, and print tables."""
    if quick:
        rounds, seconds = min(rounds, 3), min(seconds, 2.0)
    folder = Path(tempfile.mkdtemp(prefix="account-book-bench-"))
    try:
        print(machine(), end="\n\n", flush=True)
        for count in (1_000, 100_000, *(() if quick else (1_000_000,))):
            started = time.perf_counter()
            seed.seed(Home.at(folder / str(count)), count)
            print(f"A seed of {count:,} entries took {time.perf_counter() - started:.1f} s.", flush=True)
        print(flush=True)
        compare(folder / "100000", rounds, seconds)
        if not quick:
            growth(folder / "1000", folder / "1000000", rounds)
        once(folder / "100000", rounds)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
