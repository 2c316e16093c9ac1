"""What two clients of the practice server see of each other is what they see on a real MariaDB."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any

import pymysql
import pytest

from tests.practice_answers import connect, cut

SECONDS = 30
Client = Callable[[str], Any]


class Two:
    """Two clients of one server, in a database of their own with one account of 100."""

    def __init__(self, stack: ExitStack, url: str) -> None:
        with closing(connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS two")
            cursor.execute("CREATE DATABASE two CHARACTER SET utf8mb4")
        self.connections = [stack.enter_context(closing(connect(url, "two"))) for _ in range(2)]
        self.threads = stack.enter_context(ThreadPoolExecutor(2))
        self.a("CREATE TABLE accounts (id INT PRIMARY KEY, balance INT)")
        self.a("INSERT INTO accounts VALUES (1, 100)")

    def say(self, client: int, sql: str) -> Any:
        """Run a statement and return its rows, how many it touched, or its error."""
        try:
            with self.connections[client].cursor() as cursor:
                touched = cursor.execute(sql)
                return cursor.fetchall() if cursor.description else touched
        except pymysql.MySQLError as error:
            return error.args

    def a(self, sql: str) -> Any:
        """Let the first client speak."""
        return self.say(0, sql)

    def b(self, sql: str) -> Any:
        """Let the second client speak."""
        return self.say(1, sql)

    def later(self, client: int, sql: str) -> Any:
        """Let a client speak in a thread, and return when the server has had time to read it."""
        future = self.threads.submit(self.say, client, sql)
        time.sleep(0.05)
        return future

    def both(self, sql: str) -> list[Any]:
        """Let both clients say the same at the same time; who is done commits, and who failed does not."""

        def say(client: int) -> Any:
            answer = self.say(client, sql)
            if isinstance(answer, int):
                self.connections[client].commit()
            return answer

        return sorted(
            (future.result(SECONDS) for future in [self.threads.submit(say, 0), self.threads.submit(say, 1)]),
            key=str,
        )


BALANCE = "SELECT balance FROM accounts"
ADD = "UPDATE accounts SET balance = balance + 10"


def uncommitted(two: Two) -> list[Any]:
    """What is not committed, nobody else sees."""
    return [two.a("BEGIN"), two.a(ADD), two.b(BALANCE), two.a(BALANCE), two.a("COMMIT"), two.b(BALANCE)]


def repeatable(two: Two) -> list[Any]:
    """A transaction sees one moment."""
    return [two.a("BEGIN"), two.a(BALANCE), two.b(ADD), two.a(BALANCE), two.a("COMMIT"), two.a(BALANCE)]


def read_committed(two: Two) -> list[Any]:
    """READ COMMITTED sees the newest."""
    level = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
    return [two.a(level), two.a("BEGIN"), two.a(BALANCE), two.b(ADD), two.a(BALANCE), two.a("COMMIT")]


def consistent_snapshot(two: Two) -> list[Any]:
    """WITH CONSISTENT SNAPSHOT fixes the moment at once."""
    return [two.a("START TRANSACTION WITH CONSISTENT SNAPSHOT"), two.b(ADD), two.a(BALANCE), two.a("COMMIT")]


def plain_begin(two: Two) -> list[Any]:
    """BEGIN alone fixes none."""
    return [two.a("BEGIN"), two.b(ADD), two.a(BALANCE), two.a("COMMIT")]


def writes_on_newest(two: Two) -> list[Any]:
    """An UPDATE works on the newest rows, also behind an old snapshot."""
    return [two.a("BEGIN"), two.a(BALANCE), two.b(ADD), two.a(ADD), two.a("COMMIT"), two.b(BALANCE)]


def lost_update(two: Two) -> list[Any]:
    """SELECT, compute, UPDATE loses the other's change."""
    steps = [two.a("BEGIN"), two.b("BEGIN"), two.a(BALANCE), two.b(BALANCE)]
    steps += [two.a("UPDATE accounts SET balance = 110"), two.a("COMMIT")]
    return [*steps, two.b("UPDATE accounts SET balance = 150"), two.b("COMMIT"), two.a(BALANCE)]


def for_update(two: Two) -> list[Any]:
    """SELECT ... FOR UPDATE waits until the other is done, and sees what it did."""
    steps = [two.a("BEGIN"), two.a(f"{BALANCE} FOR UPDATE"), two.b("BEGIN")]
    waiting = two.later(1, f"{BALANCE} FOR UPDATE")
    return [*steps, waiting.done(), two.a(ADD), two.a("COMMIT"), waiting.result(SECONDS), two.b("ROLLBACK")]


def lock_wait(two: Two) -> list[Any]:
    """Who waits too long gets 1205, and keeps its transaction."""
    steps = [two.b("SET innodb_lock_wait_timeout = 0"), two.a("BEGIN"), two.a(ADD), two.b("BEGIN")]
    return [*steps, two.b(ADD), two.b(BALANCE), two.a("COMMIT"), two.b(ADD), two.b("COMMIT"), two.a(BALANCE)]


def deadlock(two: Two) -> list[Any]:
    """Two that read in share mode and then write wait for each other: one gets 1213."""
    share = f"{BALANCE} LOCK IN SHARE MODE"
    steps = [two.a("BEGIN"), two.b("BEGIN"), two.a(share), two.b(share)]
    return [*steps, two.both(ADD), two.a(BALANCE)]


def share_waits(two: Two) -> list[Any]:
    """LOCK IN SHARE MODE waits for who writes, and sees what it did."""
    steps = [two.a("BEGIN"), two.a(ADD), two.b("BEGIN")]
    waiting = two.later(1, f"{BALANCE} LOCK IN SHARE MODE")
    return [*steps, waiting.done(), two.a("COMMIT"), waiting.result(SECONDS), two.b("COMMIT")]


def serializable(two: Two) -> list[Any]:
    """At SERIALIZABLE every SELECT reads in share mode."""
    level = "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE"
    steps = [two.a(level), two.b(level), two.a("BEGIN"), two.b("BEGIN"), two.a(BALANCE), two.b(BALANCE)]
    return [*steps, two.both(ADD), two.a(BALANCE)]


def savepoint(two: Two) -> list[Any]:
    """What is undone up to a savepoint, nobody sees; the rest is committed."""
    steps = [two.a("BEGIN"), two.a(ADD), two.a("SAVEPOINT half"), two.a(ADD), two.a(BALANCE)]
    return [*steps, two.a("ROLLBACK TO half"), two.a("COMMIT"), two.b(BALANCE)]


def definition(two: Two) -> list[Any]:
    """A definition commits what was written before it."""
    return [
        two.a("BEGIN"),
        two.a(ADD),
        two.a("CREATE TABLE other (id INT)"),
        two.a("ROLLBACK"),
        two.b(BALANCE),
    ]


def dropped(two: Two) -> list[Any]:
    """A connection that goes away is rolled back, and lets go of its locks."""
    steps = [two.a("BEGIN"), two.a(ADD), two.b("BEGIN")]
    waiting = two.later(1, ADD)
    cut(two.connections[0])
    return [*steps, waiting.result(SECONDS), two.b("COMMIT"), two.b(BALANCE)]


def killed(two: Two) -> list[Any]:
    """KILL ends another connection with all that it has not committed."""
    number = two.a("SELECT CONNECTION_ID()")[0][0]
    steps = [two.a("BEGIN"), two.a(ADD), two.b(f"KILL {number}")]
    lost = two.a("SELECT 1")[0] in (2006, 2013)
    return [*steps, lost, two.b(ADD), two.b(BALANCE)]


def autocommit_of_pymysql(two: Two) -> list[Any]:
    """PyMySQL turns autocommit off only if the server says that it is on."""
    two.connections[0].autocommit(False)
    steps = [two.connections[0].get_autocommit(), two.a(ADD), two.b(BALANCE)]
    two.connections[0].rollback()
    return [*steps, two.a(BALANCE), two.b(BALANCE)]


SCENES = [
    uncommitted,
    repeatable,
    read_committed,
    consistent_snapshot,
    plain_begin,
    writes_on_newest,
    lost_update,
    for_update,
    lock_wait,
    deadlock,
    share_waits,
    serializable,
    savepoint,
    definition,
    dropped,
    killed,
    autocommit_of_pymysql,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_two_clients_see_of_each_other_what_they_see_on_mariadb(
    scene: Callable[[Two], list[Any]], practice: str, mariadb: str
) -> None:
    seen = []
    for url in (mariadb, practice):
        with ExitStack() as stack:
            seen.append(scene(Two(stack, url)))

    assert seen[1] == seen[0]
