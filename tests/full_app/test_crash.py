"""The real server, killed amid writes: what it acknowledged is there, what it did not is sent again, once."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.full_app.conftest import Server, new_database, start_server, stop_server
from tests.full_app.test_main_job import Client
from tests.threads import at_once

THREADS, EACH, ENOUGH = 4, 400, 40
"""How many clients write how many entries each, and after how many answers the server is killed."""

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9"),
]


@dataclass
class Diary:
    """What the clients sent, by key, and how the server answered, until it was killed."""

    client: Client
    account_id: int
    sent: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    enough: threading.Event = field(default_factory=threading.Event)

    def body(self, key: str) -> bytes:
        entry = {"kind": "expense", "day": "2026-01-05", "amount": 1_000, "account_id": self.account_id}
        return json.dumps({**entry, "memo": f"#{key}"}).encode()

    def send(self, host: str, key: str) -> Any:
        """Write the entry of a key; return the answer's status and JSON."""
        headers = {**self.client.headers, "Content-Type": "application/json", "Idempotency-Key": key}
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            connection.request("POST", f"{self.client.book}/entries", self.body(key), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def write_until_it_ends(self, number: int) -> None:
        """Write entries one after the other, as long as somebody answers."""
        for count in range(EACH):
            key = f"{number}_{count}"
            self.sent.append(key)
            try:
                answer = self.send(self.client.host, key)
            except (OSError, http.client.HTTPException):
                return
            self.answers[key] = answer
            if len(self.answers) >= ENOUGH:
                self.enough.set()


def workers_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    listed = subprocess.run(["ps", "-A", "-o", "ppid=,pid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return [child for parent, child in pairs if parent == pid]


def kill(server: Server) -> None:
    """End a server at once, wherever it is; the first process first, so that it starts no others."""
    for pid in [server.process.pid, *workers_of(server.process.pid)]:
        os.kill(pid, signal.SIGKILL)
    server.process.wait(timeout=30)
    assert server.process.stdout
    server.process.stdout.close()


def write_and_kill(server: Server) -> Diary:
    """Let clients write at once, and kill the server when it has answered some of them."""
    client = Client(server.url)
    diary = Diary(client, client.accounts()["은행"]["id"])

    def part(number: int) -> None:
        if number < THREADS:
            diary.write_until_it_ends(number)
        else:
            assert diary.enough.wait(60)
            kill(server)

    at_once(THREADS + 1, part)
    return diary


def entries_of(client: Client) -> list[Any]:
    """Return all entries of the book."""
    items, cursor = [], ""
    while True:
        page = client.ask("GET", f"{client.book}/entries?limit=200{cursor}")
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = f"&cursor={page['next']}"


@dataclass
class Crash:
    """What was sent and acknowledged before it and found after it, what was replayed, and found then."""

    sent: list[str]
    acknowledged: dict[str, Any]
    after: list[Any]
    replayed: dict[str, Any]
    ended: list[Any]
    check: "subprocess.CompletedProcess[str]"


@pytest.fixture(scope="module")
def crash(backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Crash:
    """A server that was killed, started again, and asked for all that it had been asked before."""
    url = [] if backend == "sqlite" else ["--database", new_database(request.getfixturevalue("mariadb"))]
    folder = tmp_path_factory.mktemp("crash")
    diary = write_and_kill(start_server(folder, *url))
    server = start_server(folder, *url)
    diary.client.host = server.url.removeprefix("http://")
    try:
        after = entries_of(diary.client)
        replayed = {key: diary.send(diary.client.host, key) for key in diary.sent}
        ended = entries_of(diary.client)
    finally:
        stop_server(server)
    check = [sys.executable, "-m", "account_book", "--data", str(folder), *url, "check"]
    said = subprocess.run(check, capture_output=True, text=True, encoding="utf-8")
    return Crash(diary.sent, diary.answers, after, replayed, ended, said)


def test_the_server_was_killed_amid_writes(crash: Crash) -> None:
    assert {status for status, _ in crash.acknowledged.values()} == {201}
    assert ENOUGH <= len(crash.acknowledged) < len(crash.sent) < THREADS * EACH


def test_what_was_acknowledged_is_there_after_the_crash_once(crash: Crash) -> None:
    found = {entry["id"]: entry for entry in crash.after}

    assert len(found) == len(crash.after) <= len(crash.sent)
    assert [entry for _, entry in crash.acknowledged.values() if found.get(entry["id"]) != entry] == []


def test_sent_again_by_its_key_what_was_acknowledged_has_the_answer_it_had(crash: Crash) -> None:
    again = {key: crash.replayed[key] for key in crash.acknowledged}

    assert again == crash.acknowledged


def test_sent_again_by_its_key_each_entry_is_there_exactly_once(crash: Crash) -> None:
    memos = Counter(entry["memo"] for entry in crash.ended)

    assert {status for status, _ in crash.replayed.values()} == {201}
    assert memos == Counter(f"#{key}" for key in crash.sent)


def test_the_command_check_finds_the_book_in_order_after_the_crash(crash: Crash) -> None:
    said = crash.check.stdout.strip()

    assert (crash.check.returncode, said) == (0, f"All is well: {len(crash.sent)} entries."), (
        crash.check.stderr
    )
