"""The notebooks, each executed once, in a kernel of its own; the decks that are built of them."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.notebooks.stored import LANGUAGES, TALK, path_of
from tests.stages import committed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SECONDS: list[float] = []
# What nothing is timed in can be run side by side.
AT_ONCE = 2


class Runs:
    """Runs notebooks, each when it is first asked for; those of the talk all together."""

    def __init__(self) -> None:
        self.done: dict[tuple[str, str], Any] = {}

    def of(self, name: str, language: str) -> Any:
        """Return the notebook with what its cells printed."""
        if (name, language) not in self.done:
            together = [(part, each) for part in TALK for each in LANGUAGES]
            self._run(together if name in TALK else [(name, language)])
        result = self.done[name, language]
        if isinstance(result, Exception):
            raise result
        return result

    def _run(self, wanted: list[tuple[str, str]]) -> None:
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            self.done |= dict(zip(wanted, pool.map(_result, wanted), strict=True))
        SECONDS.append(time.monotonic() - began)


def _result(which: tuple[str, str]) -> Any:
    """Return the notebook as it was executed, or the error that it ended in."""
    from nbclient.exceptions import CellExecutionError

    from tests.notebooks.jupyter import nbformat, run_notebook

    path = path_of(*which)
    try:
        return run_notebook.run(nbformat.reads(committed(path), as_version=4), path.parent)
    except CellExecutionError as error:
        return error


@pytest.fixture(scope="session")
def runs() -> Runs:
    """The executed notebooks."""
    # Where there is no Jupyter, that skips the test, and says so.
    import_module("tests.notebooks.jupyter")
    return Runs()


@pytest.fixture(scope="session")
def decks(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The decks, by their language."""
    from tests.notebooks.jupyter import make_decks

    folder = tmp_path_factory.mktemp("decks")
    made = {}
    for language in LANGUAGES:
        notebook = make_decks.joined([runs.of(name, language) for name in TALK], language)
        made[language] = folder / f"talk.{language}.html"
        made[language].write_text(make_decks.html(notebook, language), encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """A headless Chromium."""
    from tests.full_app.browsing import running_chromium

    with running_chromium() as browser:
        yield browser


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how long the notebooks took."""
    if SECONDS:
        terminalreporter.write_line(f"the notebooks were executed in {sum(SECONDS):.0f} s")
