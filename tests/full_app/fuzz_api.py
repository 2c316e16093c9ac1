"""Sends thousands of requests that schemathesis makes of the API's own description, on both databases.

    uv run --group fuzz python -m tests.full_app.fuzz_api

It starts the real server with an invented year, once on SQLite and, where there
is a MariaDB, on a private one; takes some minutes; and ends with 1 if a request
was answered with a 5xx, against the description, or without the log-in it needs.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
import local_mariadb

from tests import components
from tests.full_app.conftest import PASSWORD, new_database, start_server, stop_server

EMAIL = "fuzz@example.com"
# What ends the log-in that all others use has a run of its own, in which each request signs in.
ENDS_THE_LOGIN = r"/auth/(logout|logout-all|password)$"
SETTINGS = """
[parameters]
"path.account_id" = 1
"path.category_id" = 1
"path.entry_id" = 1
"path.month" = "2026-01"

# RFC 6585 has a status of its own for a header that is missing.
[checks.missing_required_header]
expected-statuses = [401, 422, 428]

# What no schema can say: the rules of bookkeeping (a transfer has two accounts, a category its
# kind), a version that is not the newest, a query that gunicorn finds too long.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 412, 413, 422, 429]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 422, 428, 429]

# Of a book that was just made, a 404 may be about a row that the body names, such as an account.
[[operations]]
include-method-regex = "POST|PUT|PATCH"
checks.ensure_resource_availability.enabled = false
"""


@contextmanager
def served(database: str | None) -> Iterator[str]:
    """Serve an invented year and yield the address."""
    with tempfile.TemporaryDirectory() as folder:
        url = ["--database", database] if database else []
        demo = [*url, "demo", "--email", EMAIL, "--password", PASSWORD]
        command = [sys.executable, "-m", "account_book", "--data", folder, *demo]
        subprocess.run(command, check=True, capture_output=True)
        server = start_server(Path(folder), *url)
        try:
            yield server.url
        finally:
            stop_server(server)


def run(url: str, examples: int, *selected: str) -> tuple[int, int]:
    """Let schemathesis ask the server at `url`; return how many cases it sent, and its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "schemathesis.toml"
        settings.write_text(SETTINGS, encoding="utf-8")
        command = ["schemathesis", "--config-file", str(settings), "run", f"{url}/openapi.json", "--url", url]
        options = [
            "--checks",
            "all",
            "--phases",
            "examples,coverage,fuzzing,stateful",
            "--max-examples",
            str(examples),
        ]
        login = {"FUZZ_URL": url, "FUZZ_EMAIL": EMAIL, "FUZZ_PASSWORD": PASSWORD}
        hooks = {"SCHEMATHESIS_HOOKS": "tests.full_app.fuzz_hooks", **login}
        process = subprocess.run(
            [*command, *options, "--no-color", "--continue-on-failure", *selected],
            env={**os.environ, **hooks},
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
    cases = re.search(r"(\d+) generated", process.stdout)
    if process.returncode:
        print(process.stdout)
    return int(cases[1]) if cases else 0, process.returncode


@click.command()
@click.option("--examples", default=12, show_default=True, help="Cases for each route, besides the edges.")
def main(examples: int) -> None:
    """Fuzz the API on every database that is here."""
    total = failed = 0
    mariadb = local_mariadb.running() if components.mariadb() else nullcontext(None)
    with mariadb as server:
        for name, database in {
            "SQLite": None,
            **({"MariaDB": new_database(server)} if server else {}),
        }.items():
            with served(database) as url:
                cases, status = run(url, examples, "--exclude-path-regex", ENDS_THE_LOGIN)
                more, other_status = run(url, examples, "--include-path-regex", ENDS_THE_LOGIN)
            print(
                f"{name}: {cases + more} cases, {'failures' if status or other_status else 'no failure'}",
                flush=True,
            )
            total, failed = total + cases + more, failed or status or other_status
    print(f"{total} cases")
    sys.exit(failed)


if __name__ == "__main__":
    main()
