"""kill -9 and reload of application servers behind nginx, under load."""

import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException

from deploy.topology import Topology

from tests.cluster.nodes import verify
from tests.faults import clients
from tests.faults.bank import Client
from tests.faults.browser import Browser
from tests.faults.clients import Household, Line
from tests.faults.diary import Diary
from tests.faults.figures import record

MORE = 15
KILLS, RELOADS = 4, 2
LOOK_FIRST = "Send it again with the same Idempotency-Key: nothing is saved twice. Without a key, look first."


@dataclass
class Careless:
    """One whose requests have no key, and who sends each once: so may nobody else send it again."""

    home: Household
    answers: dict[str, str] = field(default_factory=dict)
    closed: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        client = Client(Line(self.home.url, Diary()), self.home)
        body = {"kind": "expense", "day": "2026-01-05", "amount": 1, "account_id": self.home.account_id}
        while not self.closed.is_set():
            memo = f"careless {len(self.answers)}"
            try:
                self.answers[memo] = str(client.ask("POST", "entries", {**body, "memo": memo}).status)
            except (OSError, HTTPException) as error:
                self.answers[memo] = type(error).__name__
        client.line.close()


@contextmanager
def careless(url: str) -> Iterator[Careless]:
    """Let such a client write until the end of the block."""
    one = Careless(Household.new(url))
    thread = threading.Thread(target=one.write)
    thread.start()
    try:
        yield one
    finally:
        one.closed.set()
        thread.join()


def test_no_kill_or_reload_of_an_application_server_is_seen_by_a_client_that_may_send_again(
    topology: Topology,
) -> None:
    with (
        careless(topology.url) as one,
        clients.booking(topology.url, writers=4, households=2) as (
            diary,
            homes,
        ),
    ):
        for turn in range(KILLS):
            diary.wait_for_more(MORE)
            app = topology.apps[turn % 2]
            app.kill()
            diary.wait_for_more(MORE)
            app.start()
        for turn in range(RELOADS):
            topology.apps[turn % 2].signal(signal.SIGHUP)
            diary.wait_for_more(MORE)
    verify(topology.nodes, diary, homes)

    record(f"{KILLS} x kill -9 of an application server, {RELOADS} x SIGHUP", **diary.summary())
    found = written(one.home)
    answers = Counter(one.answers.values())
    saved = sum(1 for memo, answer in one.answers.items() if answer != "201" and found[memo])
    said = ", ".join(f"{count} x {answer}" for answer, count in answers.most_common())
    record("without a key meanwhile", answers=said, twice=0, saved_though_not_acknowledged=saved)
    assert max(found.values()) == 1
    assert [memo for memo, answer in one.answers.items() if answer == "201" and not found[memo]] == []
    assert set(found) <= set(one.answers)


def written(home: Household) -> Counter[str]:
    """Return how often each memo is in the book."""
    with Line(home.url, Diary()) as line:
        return Counter(entry["memo"] for entry in home.entries(line))


def test_without_any_application_server_nginx_says_so_and_it_goes_on_when_one_is_back(
    topology: Topology,
) -> None:
    visitor, home = Browser(topology.url), Household.new(topology.url)
    client = Client(Line(topology.url, Diary()), home)
    with clients.booking(topology.url, writers=4, households=2) as (diary, homes):
        diary.wait_for_more(MORE)
        for app in topology.apps:
            app.kill()
        page = visitor.open("/books")
        document = client.ask("GET", "accounts", Accept_Language="en")
        for app in topology.apps:
            app.start()
            diary.wait_for_more(MORE)
    verify(topology.nodes, diary, homes)
    client.line.close()

    record("both application servers killed", **diary.summary())
    assert (page.status, page.headers["Retry-After"], "Wait a few seconds" in page.html) == (502, "2", True)
    assert (document.status, document.headers["Retry-After"]) == (502, "2")
    assert document.headers["Content-Type"] == "application/problem+json"
    assert LOOK_FIRST in document.json["detail"]
    assert visitor.open("/books").status == 200
