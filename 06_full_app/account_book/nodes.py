"""Several nodes that hold the same data (MariaDB Galera): the first that serves is used, others stand by."""

import re
import time
from typing import Any

from sqlalchemy import URL, Dialect, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

REST = 5.0
"""Seconds that a node is left alone after it did not answer."""
CONNECT_SECONDS = 2
_PARTS = re.compile(r"([^/]*//(?:[^/]*@)?)([^/?]*)(.*)", re.DOTALL)


def nodes_of(url: str) -> list[URL]:
    """Return one URL for each `host:port` of a URL such as `mysql+pymysql://user@one:3306,two:3306/name`.

    Raises sqlalchemy.exc.ArgumentError.
    """
    parts = _PARTS.fullmatch(url)
    if parts is None or "," not in parts[2]:
        return [make_url(url)]
    return [make_url(f"{parts[1]}{node}{parts[3]}") for node in parts[2].split(",")]


class Standby:
    """Connects to the first node in the list that serves; a hook for `do_connect`.

    All servers of the books have the same list, and so write to the same node,
    as long as it is there: nodes that are written to at once refuse each other's
    transactions.
    """

    def __init__(self, nodes: list[URL]) -> None:
        self.nodes = [(node.host, node.port or 3306) for node in nodes]
        self._resting: dict[tuple[str | None, int], float] = {}

    def connect(self, dialect: Dialect, _record: object, args: list[Any], params: dict[str, Any]) -> Any:
        """Return a connection; raise the last node's error if none of them serves."""
        driver, now = dialect.loaded_dbapi, time.monotonic()
        # Those that rest come last, but they come: there may be no others.
        for node in sorted(self.nodes, key=lambda node: self._resting.get(node, 0) > now):
            try:
                return self._serving(driver.connect(*args, **{**params, "host": node[0], "port": node[1]}))
            except driver.Error as error:
                self._resting[node] = time.monotonic() + REST
                last = error
        raise last

    @staticmethod
    def _serving(connection: DBAPIConnection) -> DBAPIConnection:
        # A node without a majority takes connections, and refuses the first question.
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        cursor.close()
        connection.rollback()
        return connection
