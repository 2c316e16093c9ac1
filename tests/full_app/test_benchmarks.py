"""The benchmarks: all of them run, and the pages show what they measured and nothing else."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from account_book import checks
from account_book.home import Home
from sqlalchemy import text

from tests import components, workers
from tests.local_servers import serving
from tests.stages import ROOT

BENCHMARKS = ROOT / "06_full_app" / "benchmarks"
sys.path.append(str(BENCHMARKS))

import load  # noqa: E402
import made_of  # noqa: E402
import page_tables  # noqa: E402
import report  # noqa: E402
import results  # noqa: E402
import scale  # noqa: E402
import seed  # noqa: E402
import words  # noqa: E402

LANGUAGES = pytest.mark.parametrize("language", ["en", "ko"])
# A number that somebody measured: with a fraction, or in one of these.
MEASURED = re.compile(r"\d+\.\d|\d\s?(?:ms|MiB|KB|/s|%|초|배)\b")


def page(language: str) -> str:
    return (BENCHMARKS / report.PAGES[language]).read_text(encoding="utf-8")


@LANGUAGES
def test_the_figures_of_a_page_are_those_that_were_measured(language: str) -> None:
    assert page(language) == report.filled(page(language), results.read(), language)


@LANGUAGES
def test_a_page_shows_everything_that_is_measured(language: str) -> None:
    shown = re.findall(r"<!-- figures: ([a-z-]+) -->", page(language))

    assert sorted(shown) == sorted(page_tables.BLOCKS)
    assert "Not measured" not in page("en").replace("Not measured here", "")


@LANGUAGES
def test_where_something_could_not_be_measured_it_stands_why(language: str) -> None:
    figures = {**results.read(), "rows": {"why": "OSError: the disk is full"}}

    assert ": OSError: the disk is full\n" in report.filled(page(language), figures, language)


@LANGUAGES
def test_no_measured_figure_is_typed_by_hand(language: str) -> None:
    by_hand = re.sub(r"<!-- figures.*?<!-- end -->|```.*?```", "", page(language), flags=re.DOTALL)

    assert MEASURED.findall(by_hand) == []


@LANGUAGES
def test_the_drawings_of_a_page_are_made_of_its_figures(language: str) -> None:
    shown = re.findall(r'(?:srcset|src)="(pictures/(\w+)\.(\w+)\.\w+\.png)"', page(language))

    assert len(shown) == 8
    for file, part, of_language in shown:
        assert of_language == language
        assert made_of.mark(results.read()[part]).encode() in (BENCHMARKS / file).read_bytes(), file


def test_every_word_of_a_table_has_its_korean() -> None:
    blocks = [make(results.read()) for make in page_tables.BLOCKS.values()]
    cells = {cell for block in blocks for row in (block.head, *block.rows) for cell in row}

    assert cells
    assert [
        cell for cell in cells - words.KOREAN.keys() - words.NAMES if not re.search(r"\d|—|^ms$", cell)
    ] == []


@pytest.fixture
def half_failing() -> Iterator[str]:
    """A server that answers each second request with an error."""
    numbers = count()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200 if next(numbers) % 2 else 500)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url


@pytest.mark.parametrize("seconds", [0.2, 1.0], ids=["threads", "wrk"])
def test_an_answer_that_is_no_success_is_counted_as_failed(half_failing: str, seconds: float) -> None:
    if seconds >= 1 and not shutil.which("wrk"):
        pytest.skip("no wrk on this machine (Debian: apt install wrk)")

    answers = load.ask(half_failing, "", None, seconds, 1)

    assert answers.count > 2
    assert abs(2 * answers.failed - answers.count) <= 1
    assert 0 < answers.p50 <= answers.p99
    with pytest.raises(AssertionError, match="failed"):
        load.requests_per_second(half_failing, "", None, seconds)


def test_a_seeded_book_is_sound_and_the_same_on_each_database(empty_url: str, tmp_path: Path) -> None:
    database = Home.at(tmp_path, empty_url).open()
    database.engine.dispose()

    seed.seed(Home.at(tmp_path, empty_url), 700)

    with database.reading() as connection:
        assert list(checks.findings(connection)) == []
        entries = connection.execute(
            text("SELECT count(*), sum(amount), min(day), max(day) FROM entry")
        ).one()
        tags = connection.scalar(text("SELECT count(*) FROM entry_tag"))
    database.engine.dispose()
    assert [str(value) for value in entries] == ["700", "32709448", "2025-11-01", "2026-01-28"]
    assert tags == 70


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """What all benchmarks together leave behind: the folder, the figures, and what was printed."""
    folder = workers.shared_folder(tmp_path_factory, "benchmarks")
    into, printed = folder / "results.json", folder / "printed"
    # A minute, which no other worker has to spend again.
    with workers.one_at_a_time(folder):
        if not printed.exists():
            for name in report.PAGES.values():
                shutil.copy(BENCHMARKS / name, folder)
            command = [sys.executable, str(BENCHMARKS / "scale.py"), "--quick", "--into", str(into)]
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=600)
            assert done.returncode == 0, done.stdout + done.stderr
            printed.write_text(done.stdout, encoding="utf-8")
    return folder, json.loads(into.read_text(encoding="utf-8")), printed.read_text(encoding="utf-8")


@pytest.mark.server
def test_all_benchmarks_run_and_every_request_is_answered(
    quick: tuple[Path, dict[str, Any], str],
) -> None:
    _, figures, _ = quick
    lines = [line for part in ("workers", "nodes", "servers") for line in figures[part]["lines"]]

    assert figures.keys() == scale.PARTS.keys()
    assert [line for line in lines if line["failed"] or not line["count"]] == []
    assert {line["answer"] for each in figures["manners"]["lines"] for line in [each["end"]]} == {"201"}


@pytest.mark.server
def test_what_is_left_out_is_what_this_machine_lacks(quick: tuple[Path, dict[str, Any], str]) -> None:
    _, figures, _ = quick
    has = {"SQLite": True, "MariaDB": components.mariadb(), "Galera": components.galera()}

    measured = {line["server"].partition(" ")[0] for line in figures["workers"]["lines"]} - {"yardstick"}

    assert measured == {name for name, found in has.items() if found}
    assert figures["workers"]["about"]["missing"].keys() == has.keys() - measured


@pytest.mark.server
@LANGUAGES
def test_a_run_writes_its_figures_into_the_pages(
    quick: tuple[Path, dict[str, Any], str], language: str
) -> None:
    folder, figures, printed = quick
    written = (folder / report.PAGES[language]).read_text(encoding="utf-8")

    assert written == report.filled(written, figures, language)
    assert f"{figures['workers']['lines'][0]['per_second']:.0f} |" in written
    if find_spec("matplotlib") and find_spec("IPython"):
        assert len(list((folder / "pictures").glob(f"*.{language}.*.png"))) == 8
    else:
        assert "No drawings: " in printed
