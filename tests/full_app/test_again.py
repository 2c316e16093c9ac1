"""Transactions that fail for a passing reason: run again, whole, and never twice."""

import io
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from account_book import again, create_app
from account_book.home import Home
from flask import Flask
from mysql_server import settings_of
from werkzeug.test import TestResponse

from tests import components
from tests.full_app.bookkeeping import asked_in, findings
from tests.full_app.conftest import CHEAP, KEY, Household, database_of, new_database, sign_up
from tests.mysql_faults import Fault, Proxy, proxied, url_for

pytestmark = pytest.mark.skipif(
    components.mariadb() is None,
    reason="no MariaDB on this machine (Debian: apt install mariadb-server-core)",
)
ENTRY = b"INSERT INTO entry"
COMMIT, ROLLBACK = b"\x03COMMIT", b"\x03ROLLBACK"
QUICK = 0.2
"""Seconds after which these tests give up, in place of eight."""


def application(url: str) -> Flask:
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": KEY, **CHEAP})
    app.wsgi_app = again.Again(app.wsgi_app)  # type: ignore[method-assign]
    return app


@pytest.fixture(scope="module")
def lines(mariadb: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Proxy, Flask, Flask]]:
    """A line that can be cut, the application at its end, and one beside it with a line of its own."""
    url = new_database(mariadb)
    Home.at(tmp_path_factory.mktemp("again"), url).open().engine.dispose()
    with proxied({**settings_of(url), "ssl_disabled": True}) as (proxy, settings):
        app, direct = (
            application(str(url_for(settings).render_as_string(hide_password=False))),
            application(url),
        )
        yield proxy, app, direct
        for one in (app, direct):
            database_of(one).engine.dispose()


@pytest.fixture
def proxy(lines: tuple[Proxy, Flask, Flask]) -> Iterator[Proxy]:
    """The line, whole again afterwards."""
    yield lines[0]
    lines[0].mend()


@pytest.fixture(scope="module")
def witness(lines: tuple[Proxy, Flask, Flask]) -> Household:
    """Somebody whose line is never cut."""
    return sign_up(lines[2])


@pytest.fixture
def home(lines: tuple[Proxy, Flask, Flask], witness: Household) -> Household:
    """The same person at the line that can be cut."""
    return asked_in(lines[1], witness)


def write(home: Household, memo: str, key: str | None = None) -> TestResponse:
    entry = {"kind": "expense", "day": "2026-01-05", "amount": 1, "account_id": home.accounts["bank"]}
    headers = {"Idempotency-Key": key} if key else {}
    return home.ask("POST", "entries", json={**entry, "memo": memo}, headers=headers)


def found(witness: Household, memo: str) -> int:
    return len(witness.get("entries", q=memo)["items"])


@pytest.mark.parametrize("number", sorted(again.CONFLICTS | again.GONE))
@pytest.mark.parametrize("word", [pytest.param(ENTRY, id="at INSERT"), pytest.param(COMMIT, id="at COMMIT")])
def test_a_passing_error_is_not_seen_and_nothing_is_written_twice(
    proxy: Proxy, home: Household, witness: Household, number: int, word: bytes
) -> None:
    memo = f"{word.strip()!r} {number}"
    proxy.set(Fault(word, number=number))

    response = write(home, memo, key=f"key-{number}-{len(word)}")

    assert (response.status_code, proxy.has_failed, found(witness, memo)) == (201, True, 1)


@pytest.mark.parametrize("number", sorted(again.CONFLICTS))
def test_without_a_key_too_a_refused_commit_is_run_again(
    proxy: Proxy, home: Household, witness: Household, number: int
) -> None:
    proxy.set(Fault(COMMIT, number=number))

    response = write(home, f"refused {number}")

    assert (response.status_code, proxy.has_failed, found(witness, f"refused {number}")) == (201, True, 1)


@pytest.mark.parametrize("arrives", [True, False])
def test_a_commit_whose_answer_is_lost_is_done_once_under_a_key(
    proxy: Proxy, home: Household, witness: Household, arrives: bool
) -> None:
    proxy.set(Fault(COMMIT, arrives=arrives))

    response = write(home, f"lost {arrives}", key=f"lost-{arrives}")
    repeated = write(home, f"lost {arrives}", key=f"lost-{arrives}")

    assert (response.status_code, found(witness, f"lost {arrives}")) == (201, 1)
    assert repeated.json == response.json


@pytest.mark.parametrize("arrives", [True, False])
def test_a_commit_whose_answer_is_lost_is_not_run_again_without_a_key(
    proxy: Proxy, home: Household, witness: Household, arrives: bool
) -> None:
    proxy.set(Fault(COMMIT, arrives=arrives))

    response = write(home, f"unsure {arrives}")

    assert (response.status_code, "Retry-After" in response.headers) == (503, False)
    assert "Look whether it is saved" in (response.json or {})["detail"]
    assert found(witness, f"unsure {arrives}") == arrives


def test_the_first_run_that_may_have_been_kept_is_not_forgotten_by_the_second(
    proxy: Proxy, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "PATIENCE", QUICK)
    monkeypatch.setattr(time, "sleep", lambda seconds: proxy.close())
    proxy.set(Fault(COMMIT))

    response = write(home, "gone for long", key="gone-for-long")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Look whether it is saved" in (response.json or {})["detail"]


@pytest.mark.parametrize("fault", [Fault(ROLLBACK), Fault(ROLLBACK, number=1213)], ids=["lost", "refused"])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_answer_stands_if_what_was_not_committed_cannot_be_undone(
    proxy: Proxy, home: Household, method: str, fault: Fault
) -> None:
    home.get("accounts")
    proxy.set(replace(fault))

    response = home.ask(method, "entries/999", headers={"If-Match": "*"})

    assert (response.status_code, proxy.has_failed) == (404, True)
    assert [home.ask("GET", "entries").status_code for _ in range(20)] == [200] * 20


def test_a_lost_rollback_is_no_commit_that_may_be_kept(proxy: Proxy, home: Household) -> None:
    home.get("accounts")
    # Of the explicit rollback after a wrong password.
    proxy.set(Fault(ROLLBACK, nth=2))
    body = {"old_password": "not the one", "password": "another blue roof"}

    response = home.ask("POST", "/api/v1/auth/password", json=body)

    assert response.status_code == 403


def test_a_database_that_is_away_is_a_503_and_is_back_by_itself(
    proxy: Proxy, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "PATIENCE", QUICK)
    proxy.close()
    away = [write(home, "away"), home.ask("GET", "entries"), home.client.get("/healthz")]
    proxy.mend()

    back = [write(home, "back"), home.ask("GET", "entries"), home.client.get("/healthz")]

    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in away] == [(503, "5")] * 3
    assert [answer.status_code for answer in back] == [201, 200, 200]


def test_what_is_asked_while_the_database_is_away_waits_for_it(
    proxy: Proxy, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    def wait(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            proxy.mend()

    monkeypatch.setattr(time, "sleep", wait)
    proxy.close()

    response = write(home, "patient")

    assert (response.status_code, len(pauses)) == (201, 3)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are made, which take no time here, each as long as it may be."""
    now, made = [0.0], []

    def wait(seconds: float) -> None:
        made.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(time, "sleep", wait)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(random, "uniform", lambda low, high: high)
    return made


@dataclass
class Failing:
    """An application that fails so often before it answers."""

    times: int
    bodies: list[bytes] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        self.bodies.append(environ["wsgi.input"].read())
        self.times -= 1
        environ[again.MARK] = self.times >= 0
        start_response("503" if self.times >= 0 else "200", [])
        return []


def ask(layer: again.Again) -> str:
    """Return the status of an answer."""
    started: list[Any] = []
    list(layer({"wsgi.input": io.BytesIO(b"body")}, lambda *args: started.extend(args)))
    return str(started[0])


def test_pauses_grow_and_end_and_each_run_reads_the_body(pauses: list[float]) -> None:
    app = Failing(1_000)

    status = ask(again.Again(app))

    assert (status, set(app.bodies)) == ("503", {b"body"})
    assert pauses[:7] == [0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.0]
    assert sum(pauses) <= again.PATIENCE < sum(pauses) + again.LONGEST_PAUSE


def test_many_who_ask_while_the_database_is_away_wait_no_longer_than_one(pauses: list[float]) -> None:
    layer = again.Again(Failing(1_000))

    assert [ask(layer) for _ in range(20)] == ["503"] * 20
    assert sum(pauses) <= again.PATIENCE


def test_after_a_run_that_was_answered_the_next_failure_is_waited_out_again(pauses: list[float]) -> None:
    app = Failing(9)
    layer = again.Again(app)
    first = ask(layer)
    app.times = 9

    assert (first, ask(layer)) == ("200", "200")


def test_pauses_are_random(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)

    for _ in range(8):
        ask(again.Again(Failing(1)))

    assert len(set(made)) == 8
    assert max(made) <= again.FIRST_PAUSE


def test_the_book_is_in_order_after_all_this(lines: tuple[Proxy, Flask, Flask]) -> None:
    assert findings(lines[2]) == []
