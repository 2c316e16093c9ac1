"""Two servers on one database, many clients: a bank's total is the same in every read, no change is lost."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.bank import TOTAL, Bank, Client, Servers, asking, counted
from tests.faults.diary import check
from tests.faults.figures import record
from tests.full_app.conftest import BACKENDS, new_database, start_server, stop_server
from tests.threads import at_once

TELLERS, ROUNDS, READERS = 8, 20, 2
CHANGERS, CHANGES = 8, 8


@pytest.fixture(scope="module", params=BACKENDS)
def servers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Two servers on one database."""
    folder = tmp_path_factory.mktemp(request.param)
    database = None if request.param == "sqlite" else new_database(request.getfixturevalue("mariadb"))
    where = ["--database", database] if database else []
    running = [start_server(folder, *where) for _ in range(2)]
    yield Servers([server.url for server in running], folder, database, "MariaDB" if database else "SQLite")
    for server in running:
        stop_server(server)


def test_whatever_is_moved_changed_undone_and_deleted_the_total_is_the_same_in_every_read(
    servers: Servers,
) -> None:
    bank = Bank.opened(servers)
    closed = threading.Event()

    def read(number: int) -> list[dict[str, int]]:
        reads = []
        with asking(servers, number, bank.home) as client:
            while not closed.is_set():
                reads.append(counted(client))
        return reads

    with ThreadPoolExecutor(READERS) as readers:
        reading = [readers.submit(read, number) for number in range(READERS)]
        try:
            at_once(TELLERS, lambda number: bank.work(number, ROUNDS))
        finally:
            closed.set()
        reads = [reads for future in reading for reads in future.result()]

    wrong = [found for found in reads if set(found.values()) != {TOTAL}]
    assert (bank.faults, wrong) == ([], [])
    assert reads, "nobody looked"
    assert check(servers.folder, servers.database).startswith("All is well: ")
    done = Counter(what.split()[1] for what in bank.done.elements())
    answers = ", ".join(f"{count} x {status}" for status, count in done.most_common())
    record(f"bank, {servers.name}", clients=TELLERS, answers=answers, reads=6 * len(reads), wrong=len(wrong))


def test_of_those_who_add_one_to_an_amount_none_loses_it(servers: Servers) -> None:
    home = servers.home()
    with asking(servers, 0, home) as client:
        body = {"kind": "expense", "day": "2026-01-05", "amount": 1000, "account_id": home.account_id}
        path = f"entries/{client.post('entries', **body)['id']}"

    def add(number: int) -> int:
        refused = 0
        with asking(servers, number, home) as client:
            for _ in range(CHANGES):
                while not add_one(client, path):
                    refused += 1
        return refused

    refused = sum(at_once(CHANGERS, add))

    with asking(servers, 1, home) as client:
        found = client.get(path)
        careless = client.ask("PATCH", path, {"amount": 1})
        assert client.get(path) == found
    added = CHANGERS * CHANGES
    assert (found["amount"], found["version"]) == (1000 + added, 1 + added)
    assert careless.status == 428
    record(f"one added {added} times, {servers.name}", lost=1000 + added - found["amount"], refused=refused)


def add_one(client: Client, path: str) -> bool:
    """Read an amount, compute, write it; return whether nobody else had written meanwhile."""
    seen = client.ask("GET", path)
    answer = client.ask("PATCH", path, {"amount": seen.json["amount"] + 1}, If_Match=seen.headers["ETag"])
    assert answer.status in {200, 412}, answer
    return answer.status == 200


def test_what_one_server_wrote_the_other_one_reads_at_once(servers: Servers) -> None:
    def write_and_look(number: int) -> list[object]:
        home, wrong = servers.home(), list[object]()
        with asking(servers, number, home) as one, asking(servers, number + 1, home) as other:
            for amount in range(1, 11):
                body = {"kind": "expense", "day": "2026-01-05", "amount": amount}
                entry = one.post("entries", **body, account_id=home.account_id)
                path = f"entries/{entry['id']}"
                wrong += [] if other.ask("GET", path).status == 200 else [("written", amount)]
                changed = other.ask("PATCH", path, {"amount": 2 * amount}, If_Match="*")
                wrong += [] if changed.status == 200 else [("not changed", changed)]
                seen = sum(row["balance"] for row in one.get("accounts")["items"])
                wrong += [] if seen == -2 * amount else [("changed", amount, seen)]
                assert one.ask("DELETE", path, If_Match="*").status == 204
                seen = other.get("reports/month?month=2026-01")["currencies"][0]["expense"]
                wrong += [] if seen == 0 else [("deleted", amount, seen)]
        return wrong

    wrong = [fault for faults in at_once(4, write_and_look) for fault in faults]

    record(f"read by the other server, {servers.name}", reads=4 * 30, not_what_was_written=len(wrong))
    assert wrong == []
