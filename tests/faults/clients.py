"""Clients that book at once, and send again what was not answered, until it is.

    with clients.booking(url, writers=8, readers=2) as (diary, households):
        diary.wait_for_more(50)
        ...                       # kill something
        diary.wait_for_more(50)
    verdict = clients.verify(diary, households, folder, database_url)

Each entry has a key of its own, so that a client may send it as often as it
likes. What no repetition helped against is in `diary.errors`.
"""

import http.client
import json
import random
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.faults.diary import Diary, Refusal, Verdict, check
from tests.full_app.shell import PASSWORD

TRIED_AGAIN = frozenset({502, 503, 504})
PATIENCE = 15
"""Seconds that a client waits for one answer; the server has to say something within these."""
DEADLINE = 30
"""Seconds after which a client does not send a request again."""


class GaveUp(Exception):
    """Raised if a request was not answered in time, however often it was sent."""


class Answer(NamedTuple):
    """An answer that is not to be tried again."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Line:
    """One client's connection, kept open; it comes back by itself."""

    def __init__(self, url: str, diary: Diary, deadline: float = DEADLINE) -> None:
        self.diary = diary
        self.deadline = deadline
        self._connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Send a request once."""
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except BaseException:
            self._connection.close()
            raise

    def insist(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """Send a request until it is answered; raise GaveUp after the deadline."""
        end = time.monotonic() + self.deadline
        while True:
            wait, began = None, time.monotonic()
            try:
                answer = self.send(method, path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                why = type(error).__name__
            else:
                if answer.status not in TRIED_AGAIN:
                    return answer
                why, wait = str(answer.status), answer.headers["Retry-After"]
            self.diary.note(self.diary.refusals, Refusal(time.monotonic() - began, why, wait))
            # Not all at the same moment again.
            pause = (float(wait) if wait else 0.1) * random.uniform(1, 1.3)
            if time.monotonic() + pause > end:
                raise GaveUp(f"{method} {path}: {why}")
            time.sleep(pause)


@dataclass
class Household:
    """A user who has signed up, and the bank account of the first book."""

    url: str
    email: str
    headers: dict[str, str] = field(default_factory=dict)
    book: str = ""
    account_id: int = 0
    epoch: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def new(cls, url: str) -> "Household":
        """Sign a user up."""
        home = cls(url, f"{secrets.token_hex(6)}@example.com")
        with Line(url, Diary()) as line:
            home._enter(line, "signup", locale="ko")
            home.book = f"/api/v1/books/{home.get(line, '/api/v1/books')['items'][0]['id']}"
            kinds = {row["kind"]: row["id"] for row in home.get(line, f"{home.book}/accounts")["items"]}
        home.account_id = kinds["bank"]
        return home

    def _enter(self, line: Line, how: str, **more: str) -> None:
        body = json.dumps({"email": self.email, "password": PASSWORD, **more}).encode()
        answer = line.insist("POST", f"/api/v1/auth/{how}", {"Content-Type": "application/json"}, body)
        assert answer.status in {200, 201}, answer.body
        self.headers = {"Authorization": f"Bearer {answer.json['access_token']}"}

    def sign_in_again(self, line: Line, epoch: int) -> None:
        """Get a new token, once for all clients whose token of this epoch is not taken any more."""
        with self._turn:
            if self.epoch == epoch:
                self._enter(line, "login")
                self.epoch += 1

    def get(self, line: Line, path: str) -> Any:
        """Return what a GET answers."""
        answer = line.insist("GET", path, self.headers)
        assert answer.status == 200, answer.body
        return answer.json

    def entries(self, line: Line) -> list[dict[str, Any]]:
        """Return all entries of the book."""
        items, cursor = [], ""
        while True:
            page = self.get(line, f"{self.book}/entries?limit=200{cursor}")
            items += page["items"]
            if page["next"] is None:
                return items
            cursor = f"&cursor={page['next']}"


@dataclass
class Clients:
    """Threads that write, each one entry after the other, and threads that read."""

    households: list[Household]
    diary: Diary
    each: int | None = None
    deadline: float = DEADLINE
    # Whose token is too old may sign in again: only where a clock jumps is that no error.
    may_sign_in: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)

    def write(self, number: int) -> None:
        """Write entries until it is enough, the last one to its end."""
        home = self.households[number % len(self.households)]
        with Line(home.url, self.diary, self.deadline) as line:
            for round_ in count():
                if self._stop.is_set() or round_ == self.each:
                    return
                self._write_one(home, line, f"{number}_{round_}", 1 + number + round_)

    def _write_one(self, home: Household, line: Line, key: str, amount: int) -> None:
        entry = {"kind": "expense", "day": "2026-01-05", "amount": amount, "account_id": home.account_id}
        body = json.dumps({**entry, "memo": f"#{key}"}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        self.diary.sent[key] = amount
        began = time.monotonic()
        answer = self._ask(home, line, "POST", "entries", headers, body)
        if answer and answer.status == 201:
            self.diary.acknowledge(key, answer.json["id"], began)
        elif answer:
            self.diary.note(self.diary.errors, f"{key}: {answer.status} {answer.body.decode()[:300]}")

    def read(self, number: int) -> None:
        """Look at entries and accounts until it is enough."""
        home = self.households[number % len(self.households)]
        with Line(home.url, self.diary, self.deadline) as line:
            while not self._stop.is_set():
                for path in ("entries?limit=20", "accounts"):
                    answer = self._ask(home, line, "GET", path, {})
                    if answer and answer.status == 200:
                        self.diary.note(self.diary.reads, time.monotonic())
                    elif answer:
                        said = f"{path}: {answer.status} {answer.body.decode()[:300]}"
                        self.diary.note(self.diary.errors, said)

    def _ask(
        self,
        home: Household,
        line: Line,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes | None = None,
    ) -> Answer | None:
        try:
            epoch = home.epoch
            answer = line.insist(method, f"{home.book}/{path}", headers | home.headers, body)
            if answer.status == 401 and self.may_sign_in:
                home.sign_in_again(line, epoch)
                answer = line.insist(method, f"{home.book}/{path}", headers | home.headers, body)
        except Exception as error:
            # Whatever it is: a thread that just ended would look like a client that is content.
            self.diary.note(self.diary.errors, f"{method} {path}: {error!r}")
            return None
        return answer

    def stop(self) -> None:
        self._stop.set()


@contextmanager
def booking(
    url: str,
    *,
    writers: int = 8,
    readers: int = 0,
    households: int = 1,
    each: int | None = None,
    deadline: float = DEADLINE,
    may_sign_in: bool = False,
) -> Iterator[tuple[Diary, list[Household]]]:
    """Let clients book until the end of the block, or each of them so many entries.

    At the end of the block every request that was begun is answered, or is in `diary.errors`.
    """
    homes = [Household.new(url) for _ in range(households)]
    diary = Diary()
    clients = Clients(homes, diary, each, deadline, may_sign_in)
    threads = [threading.Thread(target=clients.write, args=(number,)) for number in range(writers)]
    threads_reading = [threading.Thread(target=clients.read, args=(number,)) for number in range(readers)]
    for thread in [*threads, *threads_reading]:
        thread.start()
    try:
        yield diary, homes
        if each is not None:
            for thread in threads:
                thread.join()
    finally:
        clients.stop()
        for thread in [*threads, *threads_reading]:
            thread.join()


def verify(diary: Diary, homes: list[Household], folder: Path, database: str | None = None) -> Verdict:
    """Fail as `compare` does, or if the books are not in order.

    `folder` and `database` are those of the command `account-book`.
    """
    verdict = compare(diary, homes)
    assert check(folder, database).startswith("All is well: ")
    return verdict


def compare(diary: Diary, homes: list[Household]) -> Verdict:
    """Fail unless all that was acknowledged is there, once, and nothing else; the server has to run."""
    assert diary.errors == [], diary.errors[:5]
    assert set(diary.acknowledged) == set(diary.sent)
    found: list[dict[str, Any]] = []
    balance = 0
    with Line(homes[0].url, Diary()) as line:
        for home in homes:
            found += home.entries(line)
            balance += sum(row["balance"] for row in home.get(line, f"{home.book}/accounts")["items"])
    verdict = diary.compare(found, balance)
    assert verdict == Verdict([], [], [], []), verdict
    return verdict
