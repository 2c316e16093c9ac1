"""Stage 3, its way to a server: which one is taken, what is left behind, and what a bad address is told."""

import asyncio
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from threading import Thread
from typing import Any

import local_mariadb
import mysql_server
import pymysql
import pytest
import transactions
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from mysql_mimic import MysqlServer
from mysql_mimic.auth import AuthInfo, AuthPlugin, AuthState, Forbidden, IdentityProvider, User

from tests import stages
from tests.mysql_faults import GUARD, ask, password_of, settings_for
from tests.stages import ROOT

STAGE = ROOT / "03_pymysql"
LIKE_THIS = "mysql://user:password@host:3306/database"


@pytest.fixture(params=["mariadb", "practice"])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a server, which is in MYSQL_URL."""
    url: str = request.getfixturevalue(request.param)
    monkeypatch.setenv("MYSQL_URL", url)
    return url


@pytest.fixture
def no_mysql_url(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server of one's own."""
    monkeypatch.delenv("MYSQL_URL", raising=False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("mysql://kim@db/book", ("kim", "", "db", 3306, "book"), id="short"),
        pytest.param("mariadb://kim:pw@db:33/book", ("kim", "pw", "db", 33, "book"), id="mariadb"),
        pytest.param("mysql+pymysql://kim@db/book", ("kim", "", "db", 3306, "book"), id="as SQLAlchemy"),
        pytest.param("mysql://kim@db", ("kim", "", "db", 3306, None), id="no database"),
        pytest.param("mysql://kim@db/", ("kim", "", "db", 3306, None), id="slash alone"),
        pytest.param("mysql://db/book", ("", "", "db", 3306, "book"), id="no user"),
        pytest.param(
            "mysql://k%40m:%40%2F%3A%23%3F%25+@db/b%20k", ("k@m", "@/:#?%+", "db", 3306, "b k"), id="percent"
        ),
        pytest.param("mysql://kim:a@b@db/book", ("kim", "a@b", "db", 3306, "book"), id="bare @"),
        pytest.param("mysql://김:비밀@db/책", ("김", "비밀", "db", 3306, "책"), id="Korean"),
        pytest.param("mysql://root@[::1]:33/book", ("root", "", "::1", 33, "book"), id="IPv6"),
    ],
)
def test_a_url_says_who_and_where(url: str, expected: tuple[Any, ...]) -> None:
    settings = mysql_server.settings_of(url)

    found = (
        settings["user"],
        password_of(settings),
        *(settings[key] for key in ("host", "port", "database")),
    )
    assert found == expected
    assert settings["charset"] == "utf8mb4"


MALFORMED = [
    pytest.param("nonsense", id="a word"),
    pytest.param("127.0.0.1:3306", id="no scheme"),
    pytest.param("postgresql://kim:s3cret@db/book", id="another scheme"),
    pytest.param("mysql:///book", id="no host"),
    pytest.param("mysql://kim:s3cret@db:many/book", id="port a word"),
    pytest.param("mysql://kim:s3cret@db:99999/book", id="port too large"),
    pytest.param("mysql://kim:s3cret@[::1/book", id="half an address"),
    pytest.param("mysql://kim:s3cret@a..b/book", id="no name of a host"),
    pytest.param("mysql://kim:s3cret/x@db/book", id="slash in the password"),
    pytest.param("mysql://kim:33/s3cret@db/book", id="slash after a number"),
    pytest.param("mysql://kim:s3cret#x@db/book", id="hash in the password"),
    pytest.param("mysql://kim:s3cret?x@db/book", id="question mark in the password"),
]


@pytest.mark.parametrize("url", MALFORMED)
def test_a_malformed_url_is_told_what_one_looks_like(url: str) -> None:
    with pytest.raises(ValueError, match=re.escape(LIKE_THIS)) as caught:
        mysql_server.settings_of(url)

    assert not re.search("s3cret|kim", str(caught.value))


def test_the_server_in_mysql_url_comes_first(
    practice: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MYSQL_URL", practice)
    monkeypatch.delattr(local_mariadb, "running")

    with mysql_server.running_server() as settings:
        pass

    assert settings["port"] == settings_for(practice)["port"]
    assert re.fullmatch(r"Server: \S+, the one in MYSQL_URL\n", capsys.readouterr().out)


@pytest.mark.usefixtures("no_mysql_url")
def test_without_one_a_private_mariadb_is_started(
    mariadb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Starting it takes a second; test_03_local_mariadb.py does that.
    monkeypatch.setattr(local_mariadb, "running", lambda: nullcontext(mariadb))
    monkeypatch.setattr(local_mariadb, "find_mariadbd", lambda: Path("mariadbd"))

    with mysql_server.running_server() as settings:
        pass

    assert settings["port"] == settings_for(mariadb)["port"]
    assert re.fullmatch(r"Server: \S+, private, and gone at the end\n", capsys.readouterr().out)


@pytest.mark.usefixtures("no_mysql_url")
def test_without_mariadb_it_is_the_practice_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(local_mariadb, "find_mariadbd", lambda: None)

    with mysql_server.running_server() as settings:
        there = ask(settings, "SELECT 1")

    assert there == ((1,),)
    assert re.fullmatch(r"Server: \S+, over SQLite, and gone at the end\n", capsys.readouterr().out)
    with pytest.raises(pymysql.OperationalError):
        pymysql.connect(**settings)


@pytest.mark.usefixtures("no_mysql_url")
def test_a_mariadb_that_does_not_start_is_said_and_the_practice_server_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def failing() -> Iterator[str]:
        raise local_mariadb.NoMariaDB("the disk is full")
        yield

    monkeypatch.setattr(local_mariadb, "find_mariadbd", lambda: Path("mariadbd"))
    monkeypatch.setattr(local_mariadb, "running", failing)

    with mysql_server.running_server():
        pass

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "No MariaDB: the disk is full"
    assert said[1].endswith(", over SQLite, and gone at the end")


def test_a_database_of_ones_own_is_there_for_the_block_and_gone_after_it(url: str) -> None:
    before = ask(settings_for(url), "SHOW DATABASES")

    with mysql_server.throw_away_database() as settings:
        inside = ask(settings, "SELECT DATABASE()")
        ask(settings, "CREATE TABLE t (a INT)")

    assert re.fullmatch(r"workshop_[0-9a-f]{8}", settings["database"])
    assert inside == ((settings["database"],),)
    assert ask(settings_for(url), "SHOW DATABASES") == before


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit])
def test_a_block_that_fails_drops_its_database_too(url: str, error: type[BaseException]) -> None:
    before = ask(settings_for(url), "SHOW DATABASES")

    with pytest.raises(error), mysql_server.throw_away_database():
        raise error

    assert ask(settings_for(url), "SHOW DATABASES") == before


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(pymysql.OperationalError(2013, "Lost"), "does not answer any more", id="lost"),
        pytest.param(pymysql.InterfaceError(0, ""), "does not answer any more", id="lost before"),
        pytest.param(KeyboardInterrupt(), "Stopped", id="Ctrl-C"),
    ],
)
def test_a_step_whose_server_goes_ends_with_a_sentence_and_drops_its_database(
    url: str, error: BaseException, words: str
) -> None:
    before = ask(settings_for(url), "SHOW DATABASES")

    with pytest.raises(SystemExit, match=words), mysql_server.throw_away_database():
        raise error

    assert ask(settings_for(url), "SHOW DATABASES") == before


def test_a_step_that_is_killed_in_a_transaction_leaves_nothing_of_it(url: str) -> None:
    left = []

    def be_killed_half_way() -> None:
        with (
            mysql_server.throw_away_database() as settings,
            closing(pymysql.connect(**settings)) as connection,
        ):
            transactions.make_purses(connection)
            transactions.add(connection, "huey", -5000)
            with connection.cursor() as cursor:
                cursor.execute("SELECT CONNECTION_ID()")
                [number] = cursor.fetchone() or [None]
            ask(settings, f"KILL {number}")
            left.append(ask(settings, "SELECT won FROM purses WHERE owner = 'huey'"))
            transactions.add(connection, "dewey", 5000)

    with pytest.raises(SystemExit, match="What was not committed is not written"):
        be_killed_half_way()

    assert left == [((10000,),)]


def test_an_error_of_the_learners_own_is_shown_as_it_is(url: str) -> None:
    with (
        pytest.raises(pymysql.ProgrammingError, match="doesn't exist"),
        mysql_server.throw_away_database() as settings,
    ):
        ask(settings, "SELECT * FROM nowhere")


def test_who_listens_and_says_nothing_is_no_mysql_server(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = pymysql.connect
    monkeypatch.setattr(pymysql, "connect", lambda **settings: connect(**settings | {"read_timeout": 0.1}))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("MYSQL_URL", f"mysql://root@127.0.0.1:{silent.getsockname()[1]}/test")

        with pytest.raises(SystemExit, match="or is no MySQL server"):
            mysql_server.running_server().__enter__()


def test_a_password_in_korean_reaches_the_server(practice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYSQL_URL", practice.replace("root@", "root:비밀@"))

    with pytest.raises(SystemExit, match="The server refuses user 'root' with this password"):
        mysql_server.running_server().__enter__()


class LikeMySQL8(AuthPlugin):  # type: ignore[misc]
    """Logs in as MySQL 8 does for who is not in its cache: an RSA key first, and then it refuses."""

    name = "caching_sha2_password"
    client_plugin_name = "caching_sha2_password"
    full_authentication, asks_for_the_key = b"\x04", b"\x02"

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
        self.pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.heard: list[bytes] = []

    async def auth(self, auth_info: AuthInfo | None = None) -> AuthState:
        said = auth_info or (yield b"n" * 20 + b"\0")
        for answer in (self.full_authentication, self.pem):
            said = yield answer
            self.heard.append(said.data)
        yield Forbidden()


class Users(IdentityProvider):  # type: ignore[misc]
    """Knows everybody."""

    def __init__(self, plugin: AuthPlugin) -> None:
        self.plugin = plugin

    def get_plugins(self) -> list[AuthPlugin]:
        return [self.plugin]

    async def get_user(self, username: str) -> User:
        return User(username, auth_plugin=self.plugin.name)


@pytest.fixture
def like_mysql_8() -> Iterator[tuple[LikeMySQL8, int]]:
    """A server that logs in as MySQL 8 does, and its port."""
    plugin = LikeMySQL8()
    loop = asyncio.new_event_loop()
    server = MysqlServer(identity_provider=Users(plugin))
    loop.run_until_complete(server.start_server(host="127.0.0.1", port=0))
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield plugin, server.sockets()[0].getsockname()[1]

    async def leave() -> None:
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        await asyncio.wait(others, timeout=GUARD) if others else None

    asyncio.run_coroutine_threadsafe(leave(), loop).result(GUARD)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(GUARD)
    loop.close()


def test_a_wrong_password_on_mysql_8_is_a_wrong_password_and_no_missing_package(
    like_mysql_8: tuple[LikeMySQL8, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin, port = like_mysql_8

    monkeypatch.setenv("MYSQL_URL", f"mysql://root:s3cret@127.0.0.1:{port}/test")

    with pytest.raises(SystemExit, match="The server refuses user 'root' with this password"):
        mysql_server.running_server().__enter__()
    assert plugin.heard[0] == plugin.asks_for_the_key
    # 2048 bits: the password, which only the server can read.
    assert [len(heard) for heard in plugin.heard] == [1, 256]


def test_the_stage_asks_for_what_mysql_8_needs(environments: stages.Environments) -> None:
    python = stages.program(environments.of("03_pymysql"), "python")

    done = subprocess.run([python, "-I", "-c", "import cryptography"], capture_output=True, timeout=GUARD)

    assert (done.returncode, done.stderr) == (0, b"")
