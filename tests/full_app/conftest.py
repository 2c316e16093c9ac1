"""The account book under test: on SQLite, and on MariaDB where there is one."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from account_book import create_app
from account_book.db import Database
from account_book.home import Home
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from werkzeug.test import TestResponse

from tests import components
from tests.full_app import shell as shell_
from tests.full_app.shell import Shell

if TYPE_CHECKING:
    from tests.full_app.browsing import People

KEY = "0123456789abcdef" * 4
PASSWORD = shell_.PASSWORD
# argon2id at OWASP's strength takes 30 ms a call; the rules are the same at the cheapest.
CHEAP = {"PASSWORD_MEMORY_KIB": 8, "PASSWORD_PASSES": 1}
BACKENDS = ["sqlite"] + (["mariadb"] if components.mariadb() else [])


def new_database(server: str) -> str:
    """Make an empty database on a MariaDB server and return its URL."""
    name = f"test_{secrets.token_hex(6)}"
    engine = create_engine(server)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database; everything that depends on it runs on each."""
    return str(request.param)


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of one's own."""
    if backend == "sqlite":
        return f"sqlite:///{(tmp_path / 'test.sqlite3').as_posix()}"
    return new_database(request.getfixturevalue("mariadb"))


@pytest.fixture(scope="session")
def shared_home(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Home:
    """A database that tests share, each with users of its own, as the users of one server do."""
    folder = tmp_path_factory.mktemp(backend)
    url = None if backend == "sqlite" else new_database(request.getfixturevalue("mariadb"))
    home = Home.at(folder, url)
    home.open().engine.dispose()
    return home


@pytest.fixture(scope="session")
def app(shared_home: Home) -> Iterator[Flask]:
    """The application on the shared database."""
    app = create_app({"DATABASE_URL": shared_home.url, "SECRET_KEY": KEY, "TESTING": False, **CHEAP})
    yield app
    database_of(app).engine.dispose()


def database_of(app: Flask) -> Database:
    """Return the database of an application."""
    database: Database = app.extensions["account_book.database"]
    return database


@dataclass
class Household:
    """A user who has signed up, with the first book; its methods ask the API in the user's name."""

    client: FlaskClient
    email: str
    tokens: dict[str, Any]
    book: str = ""
    accounts: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)

    def ask(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        """Send a request; a path that does not begin with a slash is one of the book."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}", **kwargs.pop("headers", {})}
        url = path if path.startswith("/") else f"{self.book}/{path}"
        return self.client.open(url, method=method, headers=headers, **kwargs)

    def get(self, path: str, **query: Any) -> Any:
        """Return what a GET answers with 200."""
        response = self.ask("GET", path, query_string=query)
        assert response.status_code == 200, response.text
        return response.json

    def post(self, path: str, **body: Any) -> Any:
        """Return what a POST of JSON answers with 200 or 201."""
        response = self.ask("POST", path, json=body)
        assert response.status_code in {200, 201}, response.text
        return response.json

    def spend(self, amount: int, day: str = "2026-01-05", **fields: Any) -> Any:
        """Write an expense from the bank account, unless `fields` say otherwise."""
        entry = {
            "kind": "expense",
            "day": day,
            "amount": amount,
            "account_id": self.accounts["bank"],
            **fields,
        }
        return self.post("entries", **entry)

    def upload(self, content: bytes, account: str = "bank", name: str = "statement.csv") -> TestResponse:
        """Send a statement."""
        import io

        data = {"file": (io.BytesIO(content), name), "account_id": str(self.accounts[account])}
        return self.ask("POST", "imports", data=data, content_type="multipart/form-data")

    def take(self, content: bytes, account: str = "bank", name: str = "statement.csv") -> Any:
        """Import a statement and return how many lines were added and skipped."""
        response = self.upload(content, account, name)
        assert response.status_code == 201, response.text
        assert response.json is not None
        return self.commit(response.json["id"])

    def commit(self, import_id: int, **body: Any) -> Any:
        """Commit an import and return how many lines were added and skipped."""
        answer = self.post(f"imports/{import_id}/commit", **body)
        return {name: answer[name] for name in ("added", "skipped")}


def sign_up(app: Flask, language: str = "ko") -> Household:
    """Sign a new user up and return the household."""
    client = app.test_client(use_cookies=False)
    email = f"{secrets.token_hex(6)}@example.com"
    response = client.post(
        "/api/v1/auth/signup", json={"email": email, "password": PASSWORD, "locale": language}
    )
    assert response.status_code == 201, response.text
    home = Household(client, email, dict(response.json or {}))
    home.book = f"/api/v1/books/{home.get('/api/v1/books')['items'][0]['id']}"
    home.accounts = {row["kind"]: row["id"] for row in home.get("accounts")["items"]}
    home.categories = {row["name"]: row["id"] for row in home.get("categories")["items"]}
    return home


@pytest.fixture(scope="session")
def tidy_app(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on a database where tests leave no books behind, so that all of it is soon checked."""
    url = None if backend == "sqlite" else new_database(request.getfixturevalue("mariadb"))
    home = Home.at(tmp_path_factory.mktemp("tidy"), url)
    home.open().engine.dispose()
    app = create_app({"DATABASE_URL": home.url, "SECRET_KEY": KEY, **CHEAP})
    yield app
    database_of(app).engine.dispose()


@pytest.fixture
def home(app: Flask) -> Household:
    """A new household."""
    return sign_up(app)


@pytest.fixture
def stranger(app: Flask) -> Household:
    """Another household, which has no business in the first one's book."""
    return sign_up(app)


@dataclass
class Server:
    """The command `account-book`, running as a process of its own."""

    process: "subprocess.Popen[str]"
    url: str
    said: list[str]
    folder: Path


def start_server(folder: Path, *arguments: str, **environment: str) -> Server:
    """Start the command and wait until it says where it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "account_book", "--data", str(folder), "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith("Address:"):
            return Server(process, line.split()[1], said, folder)
    raise AssertionError(f"the server ended with {process.wait()}: {said}")


def stop_server(server: Server) -> int:
    """Ask the server to end and return its exit status."""
    server.process.terminate()
    code = server.process.wait(timeout=30)
    if server.process.stdout:
        server.process.stdout.close()
    return code


@pytest.fixture
def server(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """The real server, on a database of its own."""
    url = [] if backend == "sqlite" else ["--database", new_database(request.getfixturevalue("mariadb"))]
    server = start_server(tmp_path / "home", *url)
    yield server
    stop_server(server)


@pytest.fixture(scope="package")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator["People"]:
    """Everybody who has a browser, and one server for all; what depends on databases is tested without."""
    # Imported here, because it takes a third of a second that the other tests do not need.
    from tests.full_app import browsing

    folder = tmp_path_factory.mktemp("site")
    Shell(Home.at(folder)).says("demo", "--email", browsing.DEMO, "--password", PASSWORD)
    server = start_server(folder)
    with browsing.running_chromium() as chromium:
        yield browsing.People(chromium, server)
    stop_server(server)


@pytest.fixture
def people(crowd: "People") -> Iterator["People"]:
    """The crowd, each with a browser that nobody is signed in with."""
    yield crowd
    crowd.leave()


@pytest.fixture
def shell(empty_url: str, tmp_path: Path) -> Shell:
    """A shell whose data is in a database of its own."""
    return Shell(Home.at(tmp_path / "home", empty_url))


@pytest.fixture
def file_shell(tmp_path: Path) -> Shell:
    """A shell whose data is in the file of its folder, where a rule has nothing to do with databases."""
    return Shell(Home.at(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ACCOUNT_BOOK_")]:
        monkeypatch.delenv(name)
