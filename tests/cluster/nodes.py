"""What has to be so after a fault of a node: nothing lost, nothing twice, and the same in every node."""

from collections.abc import Sequence

from account_book import checks
from account_book.db import Database
from deploy import mariadb

from tests.faults import clients
from tests.faults.clients import Household
from tests.faults.diary import Diary


def verify(nodes: Sequence[mariadb.Server], diary: Diary, homes: list[Household]) -> None:
    """Fail unless what was acknowledged is there once, nobody saw an error, and all nodes hold the same."""
    clients.compare(diary, homes)
    all_the_same(nodes)


def all_the_same(nodes: Sequence[mariadb.Server]) -> None:
    """Fail unless `account-book check` finds nothing in any node, and all hold the same rows."""
    sums = [checksums(node) for node in nodes]
    assert sums[0], "there are no tables"
    assert all(found == sums[0] for found in sums), sums
    for node in nodes:
        database = Database(node.url)
        with database.reading() as connection:
            assert list(checks.findings(connection)) == [], node.name
        database.engine.dispose()


def checksums(node: mariadb.Server) -> dict[str, int]:
    """Return a number for the rows of each table, of all that was written anywhere before."""
    with node.connected(10) as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION wsrep_sync_wait = 15")
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s", [mariadb.DATABASE]
        )
        tables = [f"{mariadb.DATABASE}.{name}" for (name,) in cursor.fetchall()]
        cursor.execute(f"CHECKSUM TABLE {', '.join(tables)}")
        return dict(cursor.fetchall())
