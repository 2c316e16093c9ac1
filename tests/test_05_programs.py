"""Stage 5, its programs: servers and clients as processes, and what they print."""

import hashlib
import os
import re
import runpy
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import ask_with_token
import cafe_till
import delegation
import jwt_server
import pytest
import session_server
import tokens
import two_servers
from jwt_databases import MALFORMED, engine_for
from local_mariadb import free_port
from werkzeug import Request, Response
from werkzeug.security import generate_password_hash

from tests.guarded_servers import CHEAP, KEYS
from tests.local_servers import GUARD, serving_wsgi
from tests.stages import ROOT

Run = Callable[..., tuple[str, object]]
Processes = dict[str, "subprocess.Popen[str]"]

STAGE = ROOT / "05_jwt"
OF_USER_1 = "e30.eyJzdWIiOiIxIn0.e30"
PRINTED = {
    "by_hand": ["signature Hsjnekc4etmQYYk50NziGlw2Hu3AE_J6xdPaj7qGlf4", "PyJWT makes the same: True"],
    "published_tokens": ["PyJWT on A.1    Signature has expired (in 2011)"],
    "attacks": ["refresh as access  LET IN                     refused: This is no access token"],
    "key_confusion": ["  PyJWT RS256               refused: The specified alg value is not allowed"],
    "what_a_token_is_not": [
        "  take the key out:       refused: The key is unknown - and so is every other token"
    ],
    "tokens": ["for refreshing  InvalidTokenError: This is no access token"],
    "signing_keys": ["  keys autumn, summer: it is good for user 1", "  keys autumn: The key is unknown"],
    "refresh_rotation": ["log-ins left           0"],
    "session_server": ['the cookie  200 {"user_id":1}', "log out     204"],
    "token_server": ['the token   200 {"user_id":1}'],
    "jwt_server": ['huey   GET /users/2/entries      404 {"error":"There is no user 2."}'],
}


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what the programs keep while they run."""
    return tmp_path_factory.mktemp("left_behind")


@pytest.fixture(scope="module", autouse=True)
def started(left_behind: Path) -> Iterator[Processes]:
    """Two programs with servers, beside other tests; what is meant for other servers, they get too."""
    environment = {
        **os.environ,
        "TMPDIR": str(left_behind),
        "MYSQL_URL": "mysql:/s3cret",
        "FLASK_RUN_PORT": "1",
        "FLASK_DEBUG": "1",
    }
    options: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
        "start_new_session": True,
    }
    processes: Processes = {
        name: subprocess.Popen([sys.executable, STAGE / f"{name}.py"], env=environment, **options)
        for name in ("delegation", "two_servers")
    }
    yield processes
    for process in processes.values():
        process.communicate(timeout=GUARD)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a program with cheap password hashes; return what it prints, and its end: a text is status 1."""
    scrypt = hashlib.scrypt
    monkeypatch.setattr(hashlib, "scrypt", lambda word, salt, **_: scrypt(word, salt=salt, n=16, r=8, p=1))
    monkeypatch.setattr(session_server, "users", {"huey": (1, generate_password_hash("very-secret", CHEAP))})

    def run(program: str, *arguments: str, **environment: str) -> tuple[str, object]:
        for name in ("MYSQL_URL", "JWT_KEYS", "TOKEN"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", [f"{program}.py", *arguments])
        try:
            runpy.run_path(str(STAGE / f"{program}.py"), run_name="__main__")
        except SystemExit as end:
            return capsys.readouterr().out, end.code
        return capsys.readouterr().out, None

    return run


@Request.application
def echo(request: Request) -> Response:
    """Answer what was asked, with the status in the path, or else 500."""
    sent = f"{request.method} {request.headers.get('Authorization')} {request.get_data(as_text=True)}"
    return Response(f"<p>{sent}</p>", int(request.path[1:]) if request.path[1:].isdecimal() else 500)


@pytest.mark.parametrize("program", PRINTED)
def test_a_program_prints_what_is_refused_and_what_is_not(program: str, run: Run) -> None:
    printed, end = run(program)

    assert [line for line in printed.splitlines() if line in PRINTED[program]] == PRINTED[program]
    assert end is None


@pytest.mark.parametrize("program", ["jwt_server", "refresh_rotation"])
def test_a_bad_address_in_mysql_url_is_one_sentence(program: str, run: Run) -> None:
    nobody = f"127.0.0.1:{free_port()}"

    ends = [run(program, MYSQL_URL=f"mysql:/{rest}")[1] for rest in ("s3cret", f"/kim:s3cret@{nobody}/test")]

    assert ends[0] == MALFORMED
    assert str(ends[1]).startswith(f"MySQL at {nobody}: 2003, nobody answers. Start the server, or correct")


def test_the_client_brings_the_token_that_stands_in_its_environment(run: Run) -> None:
    with serving_wsgi(echo) as url:
        # Nobody is at that proxy, and it has no business here.
        proxy = {"http_proxy": "http://127.0.0.1:1", "no_proxy": ""}
        asked = run("ask_with_token", "GET", f"{url}401", TOKEN=f" {OF_USER_1}\n", **proxy)
        told = run("ask_with_token", "POST", f"{url}201", "memo=a=b", "amount=-5", "password=12345678")

    assert asked == (f"401 <p>GET Bearer {OF_USER_1} </p>\n", None)
    assert told == ('201 <p>POST None {"memo": "a=b", "amount": -5, "password": "12345678"}</p>\n', None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param("ask_with_token", "Say what, where, and with which ", id="nothing"),
        pytest.param("ask_with_token GET http://127.0.0.1:0/ memo", "Say what, where, ", id="no value"),
        pytest.param("ask_with_token GET http://127.0.0.1:0/", "No answer from http://127", id="nobody"),
        pytest.param("ask_with_token GET http://127.0.0.1:x/", "No answer from http://127", id="no port"),
        pytest.param("cafe_till http://127.0.0.1:0 americano", cafe_till.USAGE, id="till, for nothing"),
        pytest.param("cafe_till http://127.0.0.1:0 tea 1", "No answer from http://127", id="till, nobody"),
    ],
)
def test_a_client_ends_with_what_is_missing(words: str, said: str, run: Run) -> None:
    printed, end = run(*words.split(), TOKEN=OF_USER_1)

    assert printed == ""
    assert str(end).startswith(said)


def test_a_token_does_not_follow_to_where_a_server_sends_its_client(run: Run) -> None:
    with serving_wsgi(echo) as there:
        elsewhere = there.replace("127.0.0.1", "localhost")
        with serving_wsgi(Response(status=302, headers={"Location": f"{elsewhere}200"})) as url:
            printed, _ = run("ask_with_token", "GET", url, TOKEN=OF_USER_1)

    assert printed == "200 <p>GET None </p>\n"


@pytest.mark.parametrize(
    "token", ["abc", '"e30.e30.e30"', "e30.e30\r\n.e30", "Bearer e30.e30.e30", "키.e30.e30"]
)
@pytest.mark.parametrize(
    "words", ["ask_with_token GET http://127.0.0.1:0/", "cafe_till http://127.0.0.1:0 tea 1"]
)
def test_what_is_no_token_is_not_sent(token: str, words: str, run: Run) -> None:
    assert run(*words.split(), TOKEN=token) == ("", ask_with_token.WHAT_IT_IS)


@pytest.mark.parametrize("token", ["", "a.b.c", "e30.e30.e30", "e30.W10.e30", "e30.MQ.e30"])
def test_a_till_without_a_token_of_somebody_says_how_it_is_started(token: str, run: Run) -> None:
    words = ("cafe_till", "http://127.0.0.1:0", "tea", "1")

    assert run(*words, TOKEN=token) == run(*words) == ("", cafe_till.USAGE)


def test_a_till_whose_entry_is_refused_prints_the_answer_and_ends(run: Run) -> None:
    with serving_wsgi(echo) as url:
        printed, end = run("cafe_till", url.rstrip("/"), "tea", "1", TOKEN=OF_USER_1)

    assert re.findall(r" (\w+) +500 <p>\1 Bearer e30\.", printed) == ["POST"]
    assert end == "The entry is not written."


def test_the_till_gets_a_token_for_writing_and_never_the_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tills: list[tuple[list[str], dict[str, str]]] = []

    def run_here(words: list[str], *, env: dict[str, str], **_: object) -> SimpleNamespace:
        tills.append((words, env))
        book = cafe_till.book_of(words[2], env["TOKEN"])
        cafe_till.main(words[2], book, words[3], -int(words[4]), env["TOKEN"])
        return SimpleNamespace(returncode=0)

    monkeypatch.setenv("JWT_KEYS", "autumn:s3cret")
    monkeypatch.setattr(delegation, "subprocess", SimpleNamespace(run=run_here))
    monkeypatch.setattr(delegation, "secrets", SimpleNamespace(token_urlsafe="huey-{}-pass".format))
    engine = engine_for(f"sqlite:///{tmp_path}/book.sqlite3")
    with serving_wsgi(jwt_server.create_app(engine, KEYS, CHEAP)) as url:
        server = url.rstrip("/")
        delegation.main(server)
        with pytest.raises(SystemExit, match=r"/users: 409 .*The nickname huey is taken"):
            delegation.main(server)
    engine.dispose()

    [(words, environment)] = tills
    assert words == [sys.executable, str(STAGE / "cafe_till.py"), server, "americano", "4500"]
    assert environment.keys() - {"TOKEN", "PATH", "SYSTEMROOT", "PYTHONIOENCODING", "PYTHONUTF8"} == set()
    assert not {"huey-12-pass", "autumn:s3cret"} & {*words, *environment.values()}
    assert tokens.read(KEYS, environment["TOKEN"], "access").scope == {"entries:write"}
    assert capsys.readouterr().out.rpartition("huey reads the book:")[2].count("'amount': -4500") == 1


@pytest.mark.parametrize("reason", ["no such thing", "no such thing: \\xc8\\xde"], ids=["ASCII", "no UTF-8"])
def test_if_a_server_does_not_start_the_others_end_and_its_reason_is_printed(
    reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = f'print("Running on http://x:1", file=sys.stderr, flush=True) or threading.Event().wait({GUARD})'
    bad = f'sys.stderr.buffer.write(b"{reason}")'
    program = f'import os, sys, threading; {good} if "good" in os.environ["JWT_KEYS"] else {bad}'
    monkeypatch.setattr(two_servers, "FLASK", [sys.executable, "-c", program])

    starting = two_servers.servers("session_server.py", "good", "bad")
    end = patch.object(subprocess.Popen, "terminate", autospec=True, side_effect=subprocess.Popen.kill)
    with end as ended, pytest.raises(SystemExit, match="not start:\nno such thing"), starting:
        pass

    assert [call.args[0].returncode is None for call in ended.call_args_list] == [False, False]


def test_a_server_that_writes_much_into_its_log_does_not_wait_for_a_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = """import socket, sys
listener = socket.create_server(("127.0.0.1", 0))
print(f"Running on http://127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
sys.stderr.write("x" * 500_000)
listener.accept()[0].sendall(b"done")"""
    monkeypatch.setattr(two_servers, "FLASK", [sys.executable, "-c", program])

    with two_servers.servers("session_server.py", "any") as [address]:
        host, _, port = address.partition(":")
        with socket.create_connection((host, int(port)), GUARD) as connection:
            assert connection.recv(4) == b"done"


@pytest.mark.parametrize(
    ("program", "statuses", "servers"),
    [("two_servers", [200, 200, 401, 200, 200, 200, 401], [2, 3]), ("delegation", [201, *[403] * 4], [])],
    ids=["two_servers", "delegation"],
)
def test_in_processes_it_is_the_same_and_none_is_left(
    program: str, statuses: list[int], servers: list[int], started: Processes, left_behind: Path
) -> None:
    printed, _ = started[program].communicate(timeout=GUARD)

    assert [int(status) for status in re.findall(r"(?m)^  \w.{15,} (\d{3}) [{]", printed)] == statuses
    found = [set(re.findall(r"127\.0\.0\.1:\d+", line)) for line in printed.splitlines()]
    assert [len(addresses) for addresses in found if addresses] == servers
    assert started[program].returncode == 0
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.killpg(started[program].pid, 0)
    # The other one may still run, with a folder of its own.
    running = [name for name in started if started[name].poll() is None]
    assert len([*left_behind.iterdir()]) <= len(running)


# Last, because what is measured takes longer beside other programs.
def test_what_is_measured_is_printed_beside_each_other(run: Run) -> None:
    printed, end = run("measure")

    ratios = dict(re.findall(r"(?m)^(\w.+\S) +\d+\.\d +(\d+\.\d\d)$", printed))
    assert (len(ratios), ratios["verify (jwt.decode)"], end) == (6, "1.00", None)
    assert float(ratios["verify (tokens.read)"]) > 0
    assert re.search(r"kept by the server +[1-9]\d\d +0\nsent with a request +54 +433\n$", printed)
