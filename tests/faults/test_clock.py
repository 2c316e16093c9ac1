"""The server's clock jumps, an hour back and two days on, amid requests: nothing is lost or there twice."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.faults import clients
from tests.faults.clients import Answer, Household, Line
from tests.faults.diary import Diary
from tests.faults.figures import record
from tests.faults.supervised import Supervised
from tests.faults.wall_clock import WallClock
from tests.full_app.conftest import BACKENDS, new_database
from tests.full_app.shell import PASSWORD

HOUR, DAY = 3600, 86400
JUMPS = {"an hour back": -HOUR, "two days on": 2 * DAY, "to now": 0, "on once more": 2 * DAY, "and back": 0}


@pytest.fixture(scope="module")
def shared_clock(tmp_path_factory: pytest.TempPathFactory) -> WallClock:
    return WallClock(tmp_path_factory.mktemp("clock"))


@pytest.fixture
def clock(shared_clock: WallClock) -> Iterator[WallClock]:
    yield shared_clock
    shared_clock.set(0)


@pytest.fixture(scope="module", params=BACKENDS)
def running(
    shared_clock: WallClock, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Supervised]:
    folder = tmp_path_factory.mktemp("home")
    database = None if request.param == "sqlite" else new_database(request.getfixturevalue("mariadb"))
    server = Supervised.start(folder, database, workers=2, **shared_clock.environment)
    yield server
    server.stop()


@pytest.fixture
def person(running: Supervised) -> Iterator["Person"]:
    with Line(running.url, Diary()) as line:
        yield Person(Household.new(running.url), line)


@dataclass
class Person:
    """Somebody who is signed in; signs in again where the clock makes that necessary."""

    home: Household
    line: Line

    def ask(self, method: str, path: str, **body: Any) -> Answer:
        said = json.dumps(body).encode() if body else None
        kind = {"Content-Type": "application/json"}
        answer = self.line.send(method, f"{self.home.book}/{path}", said, self.home.headers | kind)
        if answer.status == 401:
            self.home.sign_in_again(self.line, self.home.epoch)
            answer = self.line.send(method, f"{self.home.book}/{path}", said, self.home.headers | kind)
        return answer

    def log_in(self, password: str = PASSWORD) -> Answer:
        body = json.dumps({"email": self.home.email, "password": password}).encode()
        return self.line.send("POST", "/api/v1/auth/login", body, {"Content-Type": "application/json"})

    def memo_undone(self, name: str) -> tuple[str, str]:
        """Write an entry, change it, undo that; return its memo in between and in the end."""
        entry = {"kind": "expense", "day": "2026-01-05", "amount": 1, "account_id": self.home.account_id}
        made = self.ask("POST", "entries", **entry, memo=name)
        path = f"entries/{made.json['id']}"
        between = self.patched(path, made, memo=f"{name} changed").json["memo"]
        newest = max(self.ask("GET", f"{path}/log").json["items"], key=lambda line: int(line["id"]))
        undone = self.ask("POST", "undo", group_id=newest["group_id"])
        assert undone.status == 200, undone.body
        return between, self.ask("GET", path).json["memo"]

    def patched(self, path: str, seen: Answer, **body: Any) -> Answer:
        headers = {**self.home.headers, "Content-Type": "application/json", "If-Match": seen.headers["ETag"]}
        said = json.dumps(body).encode()
        answer = self.line.send("PATCH", f"{self.home.book}/{path}", said, headers)
        assert answer.status == 200, answer.body
        return answer


def test_nothing_is_lost_or_written_twice_while_the_clock_jumps(
    running: Supervised, clock: WallClock
) -> None:
    with clients.booking(running.url, writers=8, readers=2, may_sign_in=True) as (diary, homes):
        for seconds in JUMPS.values():
            diary.wait_for_more(40)
            clock.set(seconds)
            assert abs(time_at(homes[0]) - clock.now()) < timedelta(minutes=1)
        diary.wait_for_more(40)
    clients.verify(diary, homes, running.folder, running.database)

    record(f"{len(JUMPS)} jumps of the clock, {running.kind}", **diary.summary())


def time_at(home: Household) -> datetime:
    """Return what time the server says it is."""
    with Line(home.url, Diary()) as line:
        return parsedate_to_datetime(line.send("GET", "/healthz", None, {}).headers["Date"])


def test_after_each_jump_one_may_sign_in_and_write_and_undo(person: Person, clock: WallClock) -> None:
    found = {}
    for name, seconds in JUMPS.items():
        clock.set(seconds)
        found[name] = (person.log_in().status, *person.memo_undone(name))

    assert found == {name: (200, f"{name} changed", name) for name in JUMPS}


def test_a_recurring_entry_comes_once_however_often_its_day_does(person: Person, clock: WallClock) -> None:
    tomorrow = (clock.now().astimezone(ZoneInfo("Asia/Seoul")) + timedelta(days=1)).date().isoformat()
    rent = {"kind": "expense", "amount": 500, "account_id": person.home.account_id, "memo": "rent"}
    made = person.ask("POST", "recurring", every="week", anchor=tomorrow, **rent)
    assert made.status == 201, made.body
    days = []
    for seconds in JUMPS.values():
        clock.set(seconds)
        days.append([entry["day"] for entry in person.ask("GET", "entries").json["items"]])

    assert days == [[], *[[tomorrow]] * 4]


def test_who_mistyped_while_the_clock_was_ahead_is_not_locked_out_for_days(
    person: Person, clock: WallClock
) -> None:
    clock.set(2 * DAY)
    statuses = [person.log_in("wrong").status for _ in range(6)]
    clock.set(0)
    answer = person.log_in()

    assert (statuses[0], statuses[-1]) == (401, 429)
    assert answer.status == 200 or int(answer.headers["Retry-After"]) <= 120, answer.headers["Retry-After"]


def test_a_token_of_a_server_whose_clock_is_some_seconds_ahead_is_taken(
    running: Supervised, clock: WallClock
) -> None:
    clock.set(3)
    home = Household.new(running.url)
    clock.set(0)
    with Line(running.url, Diary()) as line:
        answer = line.send("GET", f"{home.book}/accounts", None, home.headers)

    assert answer.status == 200, answer.body
