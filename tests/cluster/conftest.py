"""The whole topology: `uv run pytest tests/cluster`. These kill servers, and are run by themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from deploy.topology import Topology

from tests import components
from tests.faults import figures

NEEDED = {"galera": components.galera, "nginx": components.nginx}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what cannot be run here, and say what is missing."""
    missing = [name for name, found in NEEDED.items() if not found()]
    for item in items if missing else []:
        if Path(__file__).parent not in item.path.parents:
            continue
        reason = f"no {' and no '.join(missing)} (Debian: apt install nginx mariadb-server galera-4 rsync)"
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def topology() -> Iterator[Topology]:
    """A web server, two application servers and three nodes, which nobody looks after: leave all running."""
    with Topology() as topology:
        yield topology


@pytest.fixture(scope="session")
def tuned() -> Iterator[Topology]:
    """The same, of nodes that wait less for one that is silent."""
    with Topology(tuned=True) as topology:
        yield topology


@pytest.fixture(autouse=True)
def _all_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Start what a test that failed has left ended, so that the next one does not fail, too."""
    yield
    for name in {"topology", "tuned"} & set(request.fixturenames):
        programs = request.getfixturevalue(name).programs
        for program in programs:
            if not program.runs:
                program.launch()
        for program in programs:
            program.wait_until_ready()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures."""
    figures.show(terminalreporter)
