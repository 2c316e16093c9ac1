"""What the running server says to whoever keeps its log: nothing that a household or a log-in would miss."""

import json
import os
import re
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from account_book.db import Database
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.full_app import figures
from tests.full_app.bookkeeping import statement
from tests.full_app.conftest import CHEAP, new_database

pytestmark = pytest.mark.server

CHEAP_HASHING = {f"ACCOUNT_BOOK_{name}": str(value) for name, value in CHEAP.items()}
# As talkative as can be; but of what SQLAlchemy says of each row that it reads.
TALKATIVE = """
import logging
logging.basicConfig(level=logging.DEBUG)
logging.getLogger("sqlalchemy").setLevel(logging.INFO)
from account_book.cli import main
main()
"""


def secret(name: str) -> str:
    """Return a text that stands nowhere else."""
    return f"{name}-{secrets.token_hex(8)}"


@dataclass
class Told:
    """A server that tells all it knows, what it was told, and what it answered to what it refused."""

    url: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    refusals: list[tuple[int, str]] = field(default_factory=list)
    log: str = ""

    def __post_init__(self) -> None:
        self.jar = CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def hide(self, name: str, value: str | None = None) -> str:
        """Return a secret, made here if it is not given."""
        self.hidden[name] = value or secret(name)
        return self.hidden[name]

    def ask(self, path: str, body: Any = None, token: str = "", method: str | None = None) -> Any:
        """Ask the API; JSON unless the body is bytes of a form."""
        kind = "multipart/form-data; boundary=x" if isinstance(body, bytes) else "application/json"
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Content-Type": kind} if data else {}
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", data, headers, method=method)
        return json.loads(self.answer(urllib.request.build_opener(), request) or "null")

    def send(self, path: str, **form: str) -> str:
        """Send a form of a page."""
        shown = self.answer(self.browser, urllib.request.Request(f"{self.url}/login"))
        found = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        assert found
        data = urlencode({"csrf_token": self.hide("csrf token", unescape(found[1])), **form}).encode()
        return self.answer(self.browser, urllib.request.Request(f"{self.url}{path}", data))

    def answer(self, opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> str:
        try:
            with opener.open(request, timeout=60) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refused:
            said = refused.read().decode()
            self.refusals.append((refused.code, said))
            return said


def form(account_id: int, content: bytes) -> bytes:
    """Return an upload."""
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="account_id"\r\n\r\n%d\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n%b\r\n--x--\r\n'
    )
    return parts % (account_id, content)


@pytest.fixture(scope="module")
def database(backend: str, request: pytest.FixtureRequest, told: Told) -> str | None:
    """A database whose user has a password."""
    if backend == "sqlite":
        return None
    server = request.getfixturevalue("mariadb")
    url, name = make_url(new_database(server)), f"user_{secrets.token_hex(4)}"
    password = told.hide("password of the database")
    engine = create_engine(server)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE USER {name} IDENTIFIED BY '{password}'"))
        connection.execute(text(f"GRANT ALL ON {url.database}.* TO {name}"))
    engine.dispose()
    return url.set(username=name, password=password).render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def told(backend: str) -> Told:
    """What is told to a server on this kind of database."""
    return Told()


@pytest.fixture(scope="module")
def done(told: Told, database: str | None, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Everything was done that involves a secret, rightly and wrongly."""
    folder = tmp_path_factory.mktemp("secrets")
    url = database or f"sqlite:///{folder / 'account-book.sqlite3'}"
    with (folder / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", TALKATIVE, "--data", str(folder), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={
                **os.environ,
                **CHEAP_HASHING,
                **({"ACCOUNT_BOOK_DATABASE_URL": database} if database else {}),
            },
        )
        assert process.stdout
        said = ""
        try:
            for line in process.stdout:
                said += line
                if line.startswith("Address:"):
                    break
            told.url = line.split()[1]
            told.hide("key", (folder / "secret.key").read_text().strip())
            do_everything(told)
            break_it(told, url)
        finally:
            process.terminate()
            said += process.stdout.read()
            process.wait(timeout=30)
            process.stdout.close()
    told.log = said + (folder / "log").read_text(encoding="utf-8")
    return told


def do_everything(told: Told) -> None:
    """Sign up, in and out, hand out tokens and invites, write, import; and do each wrongly, too."""
    email = told.hide("email", f"{secret('kim')}@example.com")
    login = {"email": email, "password": told.hide("password")}
    told.ask("auth/signup", {**login, "nickname": told.hide("nickname")})
    told.ask("auth/signup", login)
    told.ask("auth/login", {"email": email, "password": told.hide("wrong password")})
    told.ask("auth/login", {**login, told.hide("unknown field"): 1})
    pair = told.ask("auth/login", login)
    refresh = told.hide("refresh token", pair["refresh_token"])
    pair = told.ask("auth/refresh", {"refresh_token": refresh})
    access = told.hide("access token", pair["access_token"])
    told.ask("books", token=access + "x")
    told.ask(f"books?access_token={access}")
    personal = told.ask("tokens", {"name": "x", "scope": "write"}, access)
    program = told.hide("personal token", personal["token"])
    book = f"books/{told.ask('books', token=program)['items'][0]['id']}"
    told.hide("invite", told.ask(f"{book}/invites", {}, access)["code"])
    account = told.ask(f"{book}/accounts", token=access)["items"][0]["id"]
    entry = {"kind": "expense", "day": "2026-01-05", "amount": 5, "account_id": account}
    entry |= {"payee": told.hide("payee"), "memo": told.hide("memo")}
    told.ask(f"{book}/entries", entry, access)
    told.ask(f"{book}/entries", {**entry, "amount": "5"}, access)
    told.ask(f"{book}/entries?q={quote(told.hide('words looked for'))}", token=access)
    line = f"2026-01-05,{told.hide('payee of a statement')},5000,"
    batch = told.ask(f"{book}/imports", form(account, statement(line)), access)
    told.ask(f"{book}/imports/{batch['id']}/commit", {}, access)
    told.ask(f"{book}/imports", form(account, statement(line + '"')), access)
    told.send("/login", email=email, password=told.hide("password, wrong on a page"))
    told.send("/login", **login)
    told.hide("cookie", next(cookie.value or "" for cookie in told.jar if cookie.name == "account_book"))
    told.send(f"/{book}/entries", **{**entry, "amount": "x", "account_id": str(account)})
    told.hide("new password")
    told.ask("auth/password", {"old_password": told.hidden["wrong password"], "password": "x" * 9}, access)
    told.hidden["book"] = book
    told.hidden["entry"] = json.dumps(entry)


def break_it(told: Told, url: str) -> None:
    """Let the database fail at what is written, and the program at what it reads."""
    book, entry = told.hidden.pop("book"), json.loads(told.hidden.pop("entry"))
    access = told.hidden["access token"]
    database = Database(url)
    for broken, mended in (
        ("ALTER TABLE change_log RENAME TO elsewhere", "ALTER TABLE elsewhere RENAME TO change_log"),
        ("UPDATE book SET timezone = 'Nowhere/Land'", "UPDATE book SET timezone = 'Asia/Seoul'"),
    ):
        with database.writing() as connection:
            connection.execute(text(broken))
            connection.commit()
        told.ask(f"{book}/entries", entry, access)
        told.send(f"/{book}/entries", **{**entry, "amount": "5", "account_id": str(entry["account_id"])})
        with database.writing() as connection:
            connection.execute(text(mended))
            connection.commit()
    new = {"old_password": told.hidden["password"], "password": told.hidden["new password"]}
    told.ask("auth/password", new, access)
    told.ask("auth/logout", token=access, method="POST")
    database.engine.dispose()


def test_the_log_tells_that_something_failed(done: Told) -> None:
    # Else there would be nothing to look through below.
    assert "A fault while answering POST /api/v1/books/" in done.log
    assert "Traceback" in done.log
    assert "INSERT INTO" in done.log
    assert {status for status, _ in done.refusals} >= {401, 403, 409, 422, 500}


def test_no_secret_is_in_the_log(done: Told) -> None:
    found = {name for name, value in done.hidden.items() if value in done.log or quote(value) in done.log}

    figures.record(f"{len(done.hidden)} secrets looked for in {len(done.log)} characters of a talkative log")
    assert found == set()


def test_no_refusal_repeats_a_secret_or_tells_of_the_inside(done: Told) -> None:
    # A form is shown again as it was typed, with a token of its own, on the page that it stands on.
    shown_again = {"csrf token", "email", "payee", "memo", "nickname", "payee of a statement"}
    hidden = {name: value for name, value in done.hidden.items() if name not in shown_again}

    repeated = {name for name, value in hidden.items() for _, said in done.refusals if value in said}
    faults = [said for status, said in done.refusals if status >= 500]
    told = [said for _, said in done.refusals if re.search(r"Traceback|INSERT |\.py\b|pymysql|sqlite3", said)]

    assert repeated <= {"unknown field"}
    assert told == []
    # Of its page, a fault leaves who is signed in, and the tokens of the forms in its header.
    private = {name: value for name, value in done.hidden.items() if name not in {"csrf token", "nickname"}}
    assert [name for name, value in private.items() for said in faults if value in said] == []
