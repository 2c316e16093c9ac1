"""Stage 1: what its programs print, and what its servers answer to right and to wrong bytes."""

import re
import runpy
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib.metadata import Distribution, distribution, requires
from itertools import repeat
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import make_server
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import ask
import concise
import hello
import installed
import ports
import pytest
import socket_server
import standard_server
import werkzeug.serving
import wsgi_callable
from flask import Flask
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
STAGE = ROOT / "01_hello"
# Far longer than any answer takes: it ends a test that would hang.
GUARD = 30
THREADED = ["standard_server", "wsgi_callable", "hello_flask"]
SERVERS = ["socket_server", *THREADED]
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
TLS_HELLO = bytes.fromhex("160301020001000001fc0303") + bytes(range(128, 192))


class Stopped(Exception):
    """Ends the loop of socket_server.serve."""


class Listener(socket.socket):
    """A listening socket that can end whoever waits at it."""

    stopping = False

    def accept(self) -> tuple[socket.socket, Any]:
        connection, address = super().accept()
        if self.stopping:
            connection.close()
            raise Stopped
        return connection, address


def listen() -> Listener:
    """Listen on a port of 127.0.0.1 that was free."""
    return Listener(fileno=socket.create_server(("127.0.0.1", 0)).detach())


@contextmanager
def serving_by_hand(listener: Listener) -> Iterator[str]:
    """Run socket_server in a thread and give its URL; afterwards it has ended."""

    def serve() -> None:
        with suppress(Stopped):
            socket_server.serve(listener)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.stopping = True
        socket.create_connection(listener.getsockname(), GUARD).close()
        thread.join(GUARD)
        listener.close()


def ignore(*_: object) -> None:
    """Take what a server writes for people: it would stand between the lines of pytest."""


@contextmanager
def serving(server: Any) -> Iterator[str]:
    """Run a server in a thread and give its URL; afterwards it and its own threads have ended."""
    quiet = {"log": ignore, "log_message": ignore}
    server.RequestHandlerClass = type("Quiet", (server.RequestHandlerClass,), quiet)
    server.handle_error = ignore
    # server_close waits for those threads only that are no daemons.
    server.daemon_threads = False
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join(GUARD)
        server.server_close()


@pytest.fixture(scope="module")
def flask_app() -> Any:
    """The application of hello_flask.py, also if somebody made the file serve when it is imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "run", ignore)
        return runpy.run_path(str(STAGE / "hello_flask.py"))["app"]


@pytest.fixture(scope="module")
def urls(flask_app: Any) -> Iterator[dict[str, str]]:
    """The four servers by name, shared: each has to outlive whatever the tests of this file send."""
    wsgi = make_server("127.0.0.1", 0, wsgi_callable.application, wsgi_callable.ThreadingWSGIServer)
    flask = werkzeug.serving.make_server("127.0.0.1", 0, flask_app, threaded=True)
    with ExitStack() as stack:
        yield {
            "socket_server": stack.enter_context(serving_by_hand(listen())),
            "standard_server": stack.enter_context(serving(standard_server.make_server(0))),
            "wsgi_callable": stack.enter_context(serving(wsgi)),
            "hello_flask": stack.enter_context(serving(flask)),
        }


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on, and that is not the last one there is."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        yield min(listener.getsockname()[1] for listener in (one, other))


@pytest.fixture
def nobody() -> Iterator[str]:
    """A URL where nobody answers: its port is bound, so that no other program gets it meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/"


def status(answer: bytes) -> int:
    """Return an answer's status; 0 if there is none."""
    # To what is no HTTP, the library answers as in 1991: a page, without a status line.
    found = re.search(rb"\AHTTP/1\.[01] (\d{3}) |Error code: (\d{3})", answer)
    return int(found[1] or found[2]) if found else 0


def is_served(url: str) -> bool:
    """Return whether an ordinary client gets the page."""
    answer = ask.exchange(url, GET)
    return status(answer) == 200 and answer.endswith(b"\r\n\r\nHello World!\n")


def break_off(url: str, sent: bytes) -> None:
    """Send bytes and break the connection off, as a program does that is killed: nothing is read."""
    address = url.removeprefix("http://").removesuffix("/").split(":")
    with socket.create_connection((address[0], int(address[1])), GUARD) as connection:
        connection.sendall(sent)
        at_once = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)


def call(application: Any, method: str, path: str) -> tuple[str, dict[str, str], bytes]:
    """Call a WSGI application as a server does that trusts neither it nor itself."""
    environ: dict[str, Any] = {"QUERY_STRING": ""}
    setup_testing_defaults(environ)
    environ |= {"REQUEST_METHOD": method, "PATH_INFO": path}
    started: list[Any] = []
    checked: Any = validator(application)
    with closing(checked(environ, lambda *args: started.extend(args))) as parts:
        body = b"".join(parts)
    return started[0], dict(started[1]), body


# hello.py and concise.py


def test_hello_hands_its_text_to_the_caller_and_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    text = hello.hello()

    assert text == "Hello World"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        pytest.param("__main__", "Hello World\n", id="run"),
        pytest.param("hello", "", id="imported"),
    ],
)
def test_hello_prints_when_it_is_run_and_not_when_it_is_imported(
    name: str, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    runpy.run_path(str(STAGE / "hello.py"), run_name=name)

    assert capsys.readouterr().out == printed


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(concise.AS_MEANT, "2 in the function, 0 after it", id="as meant"),
        pytest.param(concise.LINE_MOVED_LEFT, "1 in the function, 1 after it", id="moved left"),
        pytest.param(concise.LINE_MOVED_RIGHT, "line 3, IndentationError: ", id="moved right"),
        pytest.param(concise.NO_PARENTHESES, "line 1, SyntaxError: ", id="no parentheses"),
    ],
)
def test_each_layout_is_read_as_the_file_claims(source: str, expected: str) -> None:
    assert concise.reading(source).startswith(expected)


def test_between_leaves_both_borders_out_and_acts_only_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[list[str]] = []
    numbers = range(-12, 60)

    def get_a() -> list[str]:
        done.append([])
        return done[-1]

    monkeypatch.setattr(concise, "get_a", get_a)

    inside = [x for x in numbers if concise.between(x)]

    assert inside == [x for x in numbers if x > 0 and x < 10]
    assert done == [["done"]] * len(inside)


def test_what_python_compares_is_not_what_c_compares() -> None:
    in_c = {x: concise.between_as_c_reads_it(x) for x in (-1, 0, 5, 10, 50)}

    assert in_c == dict.fromkeys(in_c, True)
    assert [x for x in in_c if concise.between(x)] == [5]


def test_concise_shows_where_the_two_readings_part(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(STAGE / "concise.py"), run_name="__main__")

    shown = capsys.readouterr().out
    assert re.search(r"x = 50 +in Python False +as C reads it True\n", shown)
    assert "without parentheses     line 1, SyntaxError" in shown


# The four servers


@pytest.mark.parametrize("server", SERVERS)
def test_each_server_answers_with_the_same_text(urls: dict[str, str], server: str) -> None:
    head, body = ask.exchange(urls[server], ask.request_for(urls[server])).split(b"\r\n\r\n")

    assert re.match(rb"HTTP/1\.[01] 200 OK\r\n", head)
    assert b"Content-Length: 13" in head.split(b"\r\n")
    assert body == b"Hello World!\n"


@pytest.mark.parametrize("path", ["nowhere", "%00", "../etc/passwd"])
@pytest.mark.parametrize("server", SERVERS)
def test_each_server_says_that_there_is_nothing_at_another_path(
    urls: dict[str, str], server: str, path: str
) -> None:
    url = urls[server]

    answer = ask.exchange(url, ask.request_for(url + path))

    assert status(answer) == 404
    assert b"Hello" not in answer
    assert is_served(url)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"How are you?\r\n", id="a question"),
        pytest.param(b"hello\r\n", id="one word"),
        pytest.param(TLS_HELLO, id="https"),
        pytest.param(b"\0\0\0\r\n\r\n", id="NULs"),
        pytest.param(b"GET / HT", id="half a request"),
    ],
)
@pytest.mark.parametrize("server", SERVERS)
def test_what_is_not_http_gets_a_400_and_the_next_client_its_page(
    urls: dict[str, str], server: str, sent: bytes
) -> None:
    answer = ask.exchange(urls[server], sent)

    assert status(answer) == 400
    assert is_served(urls[server])


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"x" * 10240 + b"\r\n", id="not HTTP"),
        pytest.param(b"GET /" + b"x" * 10240 + b" HTTP/1.1\r\n\r\n", id="path"),
    ],
)
@pytest.mark.parametrize("server", THREADED)
def test_a_line_of_10_kib_is_refused_and_the_next_client_gets_its_page(
    urls: dict[str, str], server: str, sent: bytes
) -> None:
    answer = ask.exchange(urls[server], sent)

    assert status(answer) in {400, 404}
    assert is_served(urls[server])


@pytest.mark.parametrize(
    ("server", "expected"), [("socket_server", 405), ("standard_server", 501), ("hello_flask", 405)]
)
def test_a_post_is_told_that_there_is_none(urls: dict[str, str], server: str, expected: int) -> None:
    answer = ask.exchange(urls[server], GET.replace(b"GET", b"POST"))

    assert status(answer) == expected
    assert is_served(urls[server])


@pytest.mark.parametrize("server", SERVERS)
def test_whoever_says_nothing_is_not_greeted(urls: dict[str, str], server: str) -> None:
    answer = ask.exchange(urls[server], b"")

    assert status(answer) in {0, 400}
    assert b"Hello" not in answer
    assert is_served(urls[server])


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="silent"),
        pytest.param(b"GET / HT", id="half a line"),
        pytest.param(b"GET / HTTP/1.1\r\nHo", id="half a head"),
        pytest.param(GET, id="unread answer"),
    ],
)
@pytest.mark.parametrize("server", SERVERS)
def test_a_client_that_breaks_off_does_not_end_the_server(
    urls: dict[str, str], server: str, sent: bytes
) -> None:
    break_off(urls[server], sent)

    assert is_served(urls[server])


@pytest.mark.parametrize("server", THREADED)
def test_a_connection_that_says_nothing_keeps_nobody_waiting(urls: dict[str, str], server: str) -> None:
    port = int(urls[server].rsplit(":", 1)[1].rstrip("/"))

    with socket.create_connection(("127.0.0.1", port), GUARD):
        assert is_served(urls[server])


# socket_server.py


def test_a_silent_client_gets_a_400_when_the_patience_ends_and_the_next_one_its_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket_server, "PATIENCE_SECONDS", 0.01)
    listener = listen()
    address = listener.getsockname()

    # Both wait before the server begins, so that nothing here depends on who is quicker.
    with (
        socket.create_connection(address, GUARD) as silent,
        socket.create_connection(address, GUARD) as next_one,
    ):
        next_one.sendall(GET)
        with serving_by_hand(listener):
            answers = [silent.recv(4096), next_one.recv(4096)]

    assert [status(answer) for answer in answers] == [400, 200]


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        pytest.param(
            b"GET / HTTP/1.0",
            b"HTTP/1.1 200 OK\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n"
            b"Content-Length: 13\r\n"
            b"Connection: close\r\n"
            b"\r\n"
            b"Hello World!\n",
            id="200",
        ),
        pytest.param(
            b"GET /x HTTP/1.1",
            b"HTTP/1.1 404 Not Found\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n"
            b"Content-Length: 22\r\n"
            b"Connection: close\r\n"
            b"\r\n"
            b"There is only / here.\n",
            id="404",
        ),
        pytest.param(
            b"DELETE / HTTP/1.1",
            b"HTTP/1.1 405 Method Not Allowed\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n"
            b"Content-Length: 29\r\n"
            b"Connection: close\r\n"
            b"Allow: GET\r\n"
            b"\r\n"
            b"Only GET is understood here.\n",
            id="405",
        ),
        pytest.param(
            b"GET /",
            b"HTTP/1.1 400 Bad Request\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n"
            b"Content-Length: 43\r\n"
            b"Connection: close\r\n"
            b"\r\n"
            b"A request begins like this: GET / HTTP/1.1\n",
            id="400",
        ),
    ],
)
def test_the_socket_server_answers_with_these_bytes(
    urls: dict[str, str], request_line: bytes, expected: bytes
) -> None:
    answer = ask.exchange(urls["socket_server"], request_line + b"\r\nHost: localhost\r\n\r\n")

    assert answer == expected


def test_the_length_of_an_answer_is_counted_in_bytes() -> None:
    head, body = socket_server.response("200 OK", "안녕\n").split(b"\r\n\r\n")

    assert b"Content-Length: 7" in head.split(b"\r\n")
    assert body.decode() == "안녕\n"


class Trickle(socket.socket):
    """A connection on which the bytes arrive in pieces; there is nothing after the last one."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self.pieces = pieces

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        return next(self.pieces)


def test_a_request_may_arrive_byte_by_byte() -> None:
    with Trickle(bytes([byte]) for byte in GET) as connection:
        received = socket_server.receive(connection)

    assert received == GET


def test_what_cannot_become_http_is_not_waited_for() -> None:
    with Trickle(iter([b"hel", b"lo\r\n"])) as connection:
        received = socket_server.receive(connection)

    assert received == b"hello\r\n"


def test_a_request_without_end_is_read_up_to_a_limit() -> None:
    with Trickle(repeat(b"x" * 1024, 100)) as connection:
        received = socket_server.receive(connection)

    assert len(received) == socket_server.LONGEST_REQUEST


def test_the_socket_server_shows_what_it_received(
    urls: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    ask.exchange(urls["socket_server"], b"GET /\x1b[31m\xea\xb0\x80 HTTP/1.1\r\nHost: x\r\n\r\n")

    assert capsys.readouterr().out.splitlines() == [
        r"received b'GET /\x1b[31m\xea\xb0\x80 HTTP/1.1\r\n'",
        r"received b'Host: x\r\n'",
        r"received b'\r\n'",
    ]


# wsgi_callable.py and hello_flask.py


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/", ("200 OK", b"Hello World!\n")), ("/nowhere", ("404 Not Found", b"There is only / here.\n"))],
)
def test_a_wsgi_application_needs_no_server(path: str, expected: tuple[str, bytes]) -> None:
    status_line, headers, body = wsgi_callable.call(path)

    assert (status_line, body) == expected
    assert headers == {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}


@pytest.mark.parametrize("whose", ["ours", "Flask's"])
def test_both_applications_keep_to_the_protocol(whose: str, flask_app: Any) -> None:
    application = wsgi_callable.application if whose == "ours" else flask_app

    found, headers, body = call(application, "GET", "/")
    missing, _, _ = call(application, "GET", "/nowhere")

    assert (found, missing.split()[0]) == ("200 OK", "404")
    assert (headers["Content-Length"], body) == ("13", b"Hello World!\n")


@pytest.mark.parametrize(
    ("name", "expected"),
    [pytest.param("__main__", [{"port": 8123}], id="run"), pytest.param("hello_flask", [], id="imported")],
)
def test_hello_flask_serves_when_it_is_run_and_not_when_it_is_imported(
    name: str, expected: list[dict[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[dict[str, int]] = []
    monkeypatch.setattr(Flask, "run", lambda app, **how: runs.append(how))
    monkeypatch.setattr(ports, "free_port", lambda: 8123)

    runpy.run_path(str(STAGE / "hello_flask.py"), run_name=name)

    assert runs == expected


# ask.py


@pytest.mark.parametrize(
    ("url", "target", "host"),
    [
        pytest.param("http://127.0.0.1:8000/", "/", "127.0.0.1:8000", id="root"),
        pytest.param("http://127.0.0.1:8000", "/", "127.0.0.1:8000", id="no slash"),
        pytest.param("http://localhost/a/b?c=d&e", "/a/b?c=d&e", "localhost", id="query"),
        pytest.param("http://[::1]:9000/가#part", "/가", "[::1]:9000", id="IPv6 and Hangul"),
    ],
)
def test_a_request_names_path_and_host(url: str, target: str, host: str) -> None:
    lines = ask.request_for(url).decode().split("\r\n")

    assert lines == [f"GET {target} HTTP/1.1", f"Host: {host}", "Connection: close", "", ""]


def test_every_line_is_shown_with_its_direction_and_its_end() -> None:
    text = ask.shown("<", b'HTTP/1.1 200 OK\r\nX: it\'s "1"\n\r\nHi')

    assert text.split("\n") == ["< HTTP/1.1 200 OK\\r\\n", '< X: it\\\'s "1"\\n', "< \\r\\n", "< Hi"]


def test_every_byte_is_shown_in_ascii_and_can_be_told_from_the_others() -> None:
    data = bytes(range(256)) + "가🍙\\x00".encode()

    text = ask.shown(">", data)

    assert text.isascii()
    assert "".join(line[2:] for line in text.split("\n")).encode().decode("unicode_escape") == data.decode(
        "latin-1"
    )


def test_ask_shows_both_directions(urls: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    ask.main(urls["socket_server"])

    shown = [line for line in capsys.readouterr().out.splitlines() if line[0] in "<>"]
    assert [line[0] for line in shown] == [">"] * 4 + ["<"] * 6
    assert shown[0] == r"> GET / HTTP/1.1\r\n"
    assert shown[-2:] == [r"< \r\n", r"< Hello World!\n"]


def test_ask_sends_a_text_as_it_stands(urls: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    ask.main(urls["socket_server"], "How are you?")

    shown = [line for line in capsys.readouterr().out.splitlines() if line[0] in "<>"]
    assert shown[:2] == [r"> How are you?\r\n", r"< HTTP/1.1 400 Bad Request\r\n"]


def test_ask_says_so_when_nobody_listens(nobody: str) -> None:
    with pytest.raises(SystemExit) as caught:
        ask.main(nobody)

    assert re.fullmatch(
        rf"No answer from {nobody}: .+\. Is the server running, and is this its address\?",
        str(caught.value),
    )


@pytest.mark.parametrize("port", ["99999", "-1", "abc", "80 80", "8000a"])
def test_ask_says_so_when_the_port_is_none(port: str) -> None:
    with pytest.raises(SystemExit, match=rf"^No answer from http://127\.0\.0\.1:{port}/: Port .+address\?$"):
        ask.main(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("arguments", [[], ["http://127.0.0.1/", "a text", "one too many"]])
def test_ask_without_an_address_says_how_it_is_called(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["ask.py", *arguments])

    with pytest.raises(SystemExit, match=r"^Say whom to ask: uv run python 01_hello/ask\.py http://"):
        runpy.run_path(str(STAGE / "ask.py"), run_name="__main__")


# ports.py


def only_free(*free: int) -> Callable[[tuple[str, int]], socket.socket]:
    """Return a create_server on a machine where all ports are taken but these."""

    def create_server(address: tuple[str, int]) -> socket.socket:
        if address[1] > 65535:
            raise OverflowError("there is no such port")
        if address[1] not in free:
            raise OSError("taken")
        return socket.socket()

    return create_server


def test_the_first_choice_is_8000(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(socket, "create_server", only_free(8000, 8001))

    assert ports.free_port() == 8000
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("chosen", [1, 9000, 65535])
def test_port_sets_another_first_choice(
    chosen: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", str(chosen))
    monkeypatch.setattr(socket, "create_server", only_free(8000, chosen))

    assert ports.free_port() == chosen
    assert capsys.readouterr().out == ""


def test_another_port_is_said_aloud(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", str(taken))

    port = ports.free_port()

    assert taken < port < taken + ports.TRIED
    assert capsys.readouterr().out == (
        f"Port {taken} is taken by another program, so this one takes {port}.\n"
    )


@pytest.mark.parametrize("chosen", ["8000", "65530"])
def test_when_the_next_ones_are_taken_too_somebody_has_to_choose(
    chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", chosen)
    monkeypatch.setattr(socket, "create_server", only_free(int(chosen) + ports.TRIED))

    with pytest.raises(SystemExit, match=rf"^Port {chosen} .+ taken or not allowed\. Set PORT to another"):
        ports.free_port()


@pytest.mark.parametrize("value", ["abc", "0", "70000", "65536", "-1", "", "8000.0", "0x1F40", "8_000"])
def test_a_port_that_is_none_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", value)

    with pytest.raises(SystemExit) as caught:
        ports.free_port()

    assert caught.value.code == f"PORT is {value!r}. Set it to a number from 1024 to 65535, or remove it."


def test_a_program_whose_port_is_taken_serves_on_another_and_says_which(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(taken))
    command = [sys.executable, "-u", str(STAGE / "socket_server.py")]

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        said = ""
        while "http://" not in said and (line := program.stdout.readline()):
            said += line
        served = [url for url in re.findall(r"http://\S+", said) if is_served(url)]
        program.kill()

    assert said.startswith(f"Port {taken} is taken by another program")
    assert len(served) == 1
    assert str(taken) not in served[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets Werkzeug listen where another does")
def test_flask_run_on_a_taken_port_says_what_to_do(taken: int) -> None:
    flask = [sys.executable, "-m", "flask", "--app", "01_hello/hello_flask"]

    done = subprocess.run([*flask, "run", "--port", str(taken)], cwd=ROOT, capture_output=True, timeout=GUARD)

    assert done.returncode == 1
    assert f"Port {taken} is in use by another program." in done.stderr.decode()
    assert b"start the server with a different port" in done.stderr


# installed.py


def needed(name: str) -> set[str]:
    """Return what a distribution needs here, by the rules of PEP 508 as pip's own library reads them."""
    found: set[str] = set()
    waiting = {str(canonicalize_name(name))}
    while waiting:
        found |= waiting
        lines = [Requirement(line) for known in waiting for line in requires(known) or []]
        required = [line for line in lines if not line.marker or line.marker.evaluate({"extra": ""})]
        waiting = {str(canonicalize_name(line.name)) for line in required} - found
    return found


def install(folder: Path, name: str, content: bytes, *requirements: str) -> None:
    """Put a distribution with one file into a folder."""
    (folder / f"{name}.py").write_bytes(content)
    records = folder / f"{name}-1.0.dist-info"
    records.mkdir()
    needs = "".join(f"Requires-Dist: {line}\n" for line in requirements)
    (records / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs}")
    (records / "RECORD").write_text(f"{name}.py,,\nnot_there.py,,\n")


@pytest.mark.parametrize("name", ["Flask", "pytest", "click"])
def test_what_a_package_brought_is_what_its_records_require(name: str) -> None:
    names = installed.brought(distribution(name))

    assert {canonicalize_name(name) for name in names} == needed(name)
    assert next(iter(names)) == distribution(name).name


def test_flask_brought_what_the_talk_counts() -> None:
    packages = installed.brought(distribution("Flask"))

    names = {str(canonicalize_name(name)) for name in packages}
    assert names >= {"flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker"}
    assert min(map(installed.size, packages.values())) > 1024


def test_extras_are_left_out_and_a_circle_comes_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "hen", b"", "egg>=1.0", "missing; sys_platform == 'plan9'", 'fox; extra == "wild"')
    install(tmp_path, "egg", b"", "shell~=1.0")
    install(tmp_path, "shell", b"", "Hen (>=1.0)")
    install(tmp_path, "fox", b"")
    monkeypatch.syspath_prepend(tmp_path)
    asked: list[str] = []

    def look_up(name: str) -> Distribution:
        asked.append(name)
        assert len(asked) < 100, "in a circle"
        return distribution(name)

    monkeypatch.setattr(installed, "distribution", look_up)
    assert list(installed.brought(distribution("hen"))) == ["hen", "egg", "shell"]


def test_a_size_counts_the_files_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "goose", b"12345")
    monkeypatch.syspath_prepend(tmp_path)

    assert installed.size(distribution("goose")) == 5


def test_the_list_has_a_line_for_each_package_and_their_number(capsys: pytest.CaptureFixture[str]) -> None:
    installed.main("Flask")

    *lines, last = capsys.readouterr().out.splitlines()
    assert last == f"{len(lines)} packages"
    assert re.fullmatch(r"Flask +3\.\S+ +[1-9]\d* KiB  needs blinker, .*Werkzeug.*", lines[0])
    assert [line for line in lines if re.match(r"markupsafe .* needs nothing else$", line, re.IGNORECASE)]


def test_the_case_of_a_name_does_not_matter(capsys: pytest.CaptureFixture[str]) -> None:
    installed.main("jinja2")
    small = capsys.readouterr().out
    installed.main("JINJA2")

    assert small.endswith("2 packages\n")
    assert small == capsys.readouterr().out


def test_a_package_that_is_missing_can_be_installed() -> None:
    with pytest.raises(SystemExit) as caught:
        installed.main("no-such-package")

    assert caught.value.code == (
        "no-such-package is not installed here. Install it with: pip install no-such-package"
    )


@pytest.mark.parametrize(("arguments", "first"), [([], "Flask "), (["click"], "click ")])
def test_installed_tells_of_flask_unless_asked_for_another(
    arguments: list[str], first: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["installed.py", *arguments])

    runpy.run_path(str(STAGE / "installed.py"), run_name="__main__")

    assert capsys.readouterr().out.startswith(first)
