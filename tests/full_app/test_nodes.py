"""Several database nodes: which one is used, and what happens when it does not serve."""

from typing import Any

import pytest
from account_book import nodes
from account_book.nodes import Standby, nodes_of


class DriverError(Exception):
    pass


class Driver:
    """What SQLAlchemy calls a dialect and its driver: connects to those nodes that are up."""

    Error = DriverError

    def __init__(self) -> None:
        self.loaded_dbapi = self
        self.away: set[int] = set()
        self.without_majority: set[int] = set()
        self.asked: list[int] = []

    def connect(self, *, host: str, port: int) -> "Connection":
        self.asked.append(port)
        if port in self.away:
            raise DriverError(2003, "refused")
        return Connection(self, port)


class Connection:
    def __init__(self, driver: Driver, port: int) -> None:
        self.driver, self.port = driver, port

    def cursor(self) -> "Connection":
        return self

    def execute(self, _statement: str) -> None:
        if self.port in self.driver.without_majority:
            raise DriverError(1047, "not part of the cluster")

    def close(self) -> None: ...

    def rollback(self) -> None: ...


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which the test moves."""
    now = [0.0]
    monkeypatch.setattr(nodes.time, "monotonic", lambda: now[0])  # type: ignore[attr-defined]
    return now


@pytest.fixture
def driver() -> Driver:
    return Driver()


@pytest.fixture
def standby() -> Standby:
    return Standby(nodes_of("mysql+pymysql://root:p%40ss@a:1,a:2,a:3/book"))


def used(standby: Standby, driver: Driver) -> Any:
    dialect: Any = driver
    return standby.connect(dialect, None, [], {"host": "a", "port": 1}).port


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mysql+pymysql://u@h/n", [("h", None, "n")]),
        ("mysql+pymysql://u:p%40@h:1,i:2,j/n?x=1", [("h", 1, "n"), ("i", 2, "n"), ("j", None, "n")]),
        ("mysql+pymysql://[::1]:1,[::2]:2/n", [("::1", 1, "n"), ("::2", 2, "n")]),
        ("sqlite:////home/a,b/c.sqlite3", [(None, None, "/home/a,b/c.sqlite3")]),
        ("sqlite://", [(None, None, None)]),
    ],
)
def test_a_url_names_one_node_or_several(url: str, expected: list[Any]) -> None:
    found = nodes_of(url)

    assert [(node.host or None, node.port, node.database) for node in found] == expected
    assert {node.password for node in found} <= {None, "p@"}


def test_the_first_node_is_used_as_long_as_it_serves(
    standby: Standby, driver: Driver, now: list[float]
) -> None:
    assert [used(standby, driver) for _ in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("fault", ["away", "without_majority"])
def test_a_node_that_does_not_serve_is_left_alone_for_a_while(
    standby: Standby, driver: Driver, now: list[float], fault: str
) -> None:
    getattr(driver, fault).add(1)
    first = used(standby, driver)
    driver.asked.clear()
    again = used(standby, driver)
    now[0] += nodes.REST + 1
    getattr(driver, fault).clear()

    assert (first, again, driver.asked, used(standby, driver)) == (2, 2, [2, 1], 1)


def test_if_all_rest_they_are_asked_all_the_same(standby: Standby, driver: Driver, now: list[float]) -> None:
    driver.away |= {1, 2, 3}
    with pytest.raises(DriverError, match="refused"):
        used(standby, driver)
    driver.away.remove(3)

    assert used(standby, driver) == 3
