"""What all tests share: the components of this machine, and a MariaDB for those that need one."""

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import local_mariadb
import pytest

from tests import components, stages, talk_ledger, workers
from tests.full_app import figures

if TYPE_CHECKING:
    from tests.guarded_servers import Server


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say how much of the talk is there, and which real components the tests run on."""
    servers = "the practice server" + (" and MariaDB" if components.mariadb() else "")
    alone = [folder for folder in config.getini("norecursedirs") if folder.startswith("tests/")]
    return [
        talk_ledger.summary(),
        f"stages 03 and 04 run on SQLite, {servers}",
        f"only when they are named: {', '.join(alone)}",
    ] + [
        f"{name}: {path or 'not found, its tests are left out'}" for name, path in components.found().items()
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Spread a whole run over workers; a part of it is done before they would have begun."""
    if workers.is_whole(config) and (count := workers.count()):
        return pytest.main([*config.invocation_params.args, *workers.options(count)])
    return None


def pytest_configure() -> None:
    """Stop if a component is missing that was asked for."""
    missing = [name for name in components.required() if not components.found().get(name)]
    if missing:
        raise pytest.UsageError(f"required and not found: {', '.join(missing)}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a worker hand what was counted and measured to the process that prints it."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["figures"] = figures.LINES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker hands over; one that died has nothing."""
    figures.LINES.extend(getattr(node, "workeroutput", {}).get("figures", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was counted and measured."""
    for line in figures.LINES:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> stages.Environments:
    """The environments of single stages, with their requirements.txt only."""
    return stages.Environments(workers.shared_folder(tmp_path_factory, "environments"))


@pytest.fixture(scope="session")
def mariadb() -> Iterator[str]:
    """A MariaDB server: the one of MYSQL_URL, or a private one."""
    if components.mariadb() is None:
        pytest.skip("no MariaDB on this machine (Debian: apt install mariadb-server-core)")
    if url := os.environ.get("MYSQL_URL"):
        # In the README's short form as well.
        yield re.sub(r"^\w+(?=:)", "mysql+pymysql", url)
        return
    with local_mariadb.running() as url:
        yield url


@pytest.fixture(scope="session")
def practice() -> Iterator[str]:
    """The practice server of stage 3, in a thread of these tests."""
    # Imported here, because it takes a quarter of a second that the tests of other stages do not need.
    import practice_server

    with practice_server.running() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "mariadb"])
def guarded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Server"]:
    """The server of stage 5, which asks for tokens; it lives as long as the tests."""
    # Imported here, as above.
    from tests import guarded_servers

    yield from guarded_servers.running(request, tmp_path_factory)
