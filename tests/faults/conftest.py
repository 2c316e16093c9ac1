"""Faults on one machine: `uv run pytest tests/faults`. They kill servers, and are run by themselves."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import figures
from tests.faults.supervised import Supervised
from tests.full_app.conftest import BACKENDS, _no_settings_from_outside, new_database

__all__ = ["_no_settings_from_outside"]


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest) -> str | None:
    """An empty database of one's own: its URL, or None for the file in the folder of the data."""
    return None if request.param == "sqlite" else new_database(request.getfixturevalue("mariadb"))


@pytest.fixture
def running(database: str | None, tmp_path: Path) -> Iterator[Supervised]:
    """The server with two workers, at a port that it keeps."""
    server = Supervised.start(tmp_path / "home", database, workers=2)
    yield server
    server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what there is no kill -9 for."""
    if sys.platform == "win32":
        for item in items:
            item.add_marker(pytest.mark.skip(reason="Windows has neither kill -9 nor gunicorn"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures."""
    figures.show(terminalreporter)
