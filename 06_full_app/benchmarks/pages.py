"""Asks every page of a book of 100,000 entries, and keeps how long it takes and how large it is.

    uv run python 06_full_app/benchmarks/pages.py

takes a minute. A page is asked over HTTP with the cookie of a browser, one request at a time.
"""

import http.client
import re
import statistics
import tempfile
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import click
import report
import results
import run
import seed
from account_book import imports
from account_book.changes import Changes
from account_book.home import Home

MILLISECONDS, KILOBYTES = 100, 60
"""What a page may take and hold at most."""
STATEMENT = "거래일자,내용,출금액\n" + "".join(
    f"2026-01-{n % 28 + 1:02},가게 {n % 40},{1000 + n}\n" for n in range(100)
)
PAGES = {
    "month": "month?month=2026-01",
    "entries": "entries",
    "entries, a month of an account": "entries?from=2026-01-01&to=2026-01-31&account=1",
    "entries, a category of all years": "entries?category=1",
    "entries, searched": "entries?q=%EA%B9%80%EB%B0%A5",
    "entries, searched for what is not there": "entries?q=nothing",
    "one entry": "entries/1",
    "report of a month": "reports/month?month=2026-01",
    "report of a year": "reports/year?year=2025",
    "trend of 36 months": "reports/trend?months=36",
    "budgets": "budgets?month=2026-01",
    "history": "history",
    "import": "imports",
    "preview of 100 lines": "imports/1",
    **{f"settings, {name}": f"settings/{name}" for name in ("accounts", "categories", "rules", "recurring")},
    **{f"settings, {name}": f"settings/{name}" for name in ("members", "backup")},
    "settings, you": "you",
}
"""The pages of a book, and what is asked for each."""


def upload(home: Home) -> None:
    """Leave a statement to be looked at, import 1."""
    database = home.open()
    with database.writing() as connection:
        imports.upload(Changes(connection, book_id=1, user_id=1), 2, "statement.csv", STATEMENT.encode())
        connection.commit()
    database.engine.dispose()


def signed_in(url: str) -> dict[str, str]:
    """Sign in as a browser does, and return the header of its later requests."""
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.open(f"{url}/login").read().decode())
    assert token
    form = {"csrf_token": token[1], "email": seed.EMAIL, "password": seed.PASSWORD}
    browser.open(f"{url}/login", urlencode(form).encode()).close()
    return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)}


def measured(url: str, path: str, headers: dict[str, str], rounds: int) -> tuple[float, float]:
    """Return the median milliseconds of a page, and its kilobytes."""
    connection, taken, content = http.client.HTTPConnection(urlsplit(url).netloc), [], b""
    # The first answer reads templates and pages of the file.
    for _ in range(rounds + 1):
        started = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        content = response.read()
        taken.append((time.perf_counter() - started) * 1000)
        assert response.status == 200, content
    connection.close()
    return statistics.median(taken[1:]), len(content) / 1000


@click.command()
@click.option("--entries", default=100_000, show_default=True)
@click.option("--rounds", default=50, show_default=True, help="How often each page is asked.")
@click.option("--into", type=click.Path(path_type=Path), default=results.FILE, help="File of the figures.")
def main(entries: int, rounds: int, into: Path) -> None:
    """Measure, keep the figures, and make the table of them."""
    lines = []
    about = {"machine": results.machine()}
    with tempfile.TemporaryDirectory(prefix="account-book-pages-") as folder:
        home = Home.at(Path(folder))
        seed.seed(home, entries)
        upload(home)
        with run.book(home.folder) as (url, _, _):
            headers = signed_in(url)
            for name, path in PAGES.items():
                taken, size = measured(url, f"/books/1/{path}", headers, rounds)
                lines.append({"page": name, "milliseconds": round(taken), "kilobytes": round(size)})
                print(lines[-1], flush=True)
    limits = {"milliseconds": MILLISECONDS, "kilobytes": KILOBYTES}
    results.keep("pages", {"lines": lines, "limits": limits, "rounds": rounds, "about": about}, into)
    report.write(into)


if __name__ == "__main__":
    main()
