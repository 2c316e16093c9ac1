"""Stage 1: what its programs print, and what its servers answer to right and to wrong bytes."""

import re
import runpy
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import repeat
from typing import Any
from wsgiref.simple_server import make_server

import ask
import concise
import hello
import ports
import pytest
import socket_server
import standard_server
import wsgi_callable
from flask import Flask

from tests.local_servers import GUARD, call, ignore, listen, serving, serving_by_hand, serving_wsgi
from tests.stages import ROOT

STAGE = ROOT / "01_hello"
THREADED = ["standard_server", "wsgi_callable", "hello_flask"]
SERVERS = ["socket_server", *THREADED]
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
TLS_HELLO = bytes.fromhex("160301020001000001fc0303") + bytes(range(128, 192))


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
    with ExitStack() as stack:
        yield {
            "socket_server": stack.enter_context(serving_by_hand(listen())),
            "standard_server": stack.enter_context(serving(standard_server.make_server(0))),
            "wsgi_callable": stack.enter_context(serving(wsgi)),
            "hello_flask": stack.enter_context(serving_wsgi(flask_app)),
        }


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
@pytest.mark.parametrize("server", SERVERS)
def test_a_line_of_10_kib_is_refused_and_the_next_client_gets_its_page(
    urls: dict[str, str], server: str, sent: bytes
) -> None:
    answer = ask.exchange(urls[server], sent)

    assert status(answer) in {400, 404}
    assert is_served(urls[server])


@pytest.mark.parametrize(
    ("server", "expected"),
    [("socket_server", 405), ("standard_server", 501), ("hello_flask", 405)],
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


def test_no_thread_of_a_silent_connection_keeps_the_wsgi_server_from_ending() -> None:
    assert wsgi_callable.ThreadingWSGIServer.daemon_threads


# socket_server.py


def test_a_silent_client_is_left_when_the_patience_ends_and_the_next_one_gets_its_page(
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

    assert answers[0] == b""
    assert status(answers[1]) == 200


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


def test_nothing_is_left_unread_that_would_cut_the_answer_off() -> None:
    with listen() as listener, socket.create_connection(listener.getsockname(), GUARD) as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 20000\r\n\r\n" + b"x" * 20_000)
        client.shutdown(socket.SHUT_WR)
        connection, _ = listener.accept()

        with connection:
            socket_server.talk_to(connection)
            left = connection.recv(1)

        assert (left, status(client.recv(4096))) == (b"", 405)


def test_a_client_that_is_gone_before_its_turn_does_not_end_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listener = listen()
    accept = listener.accept
    gone: list[BaseException] = [ConnectionAbortedError(), TimeoutError()]

    def accept_later() -> tuple[socket.socket, Any]:
        if gone:
            raise gone.pop()
        return accept()

    monkeypatch.setattr(listener, "accept", accept_later)
    with serving_by_hand(listener) as url:
        assert is_served(url)


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


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("foo", id="a word"),
        pytest.param("", id="nothing"),
        pytest.param("127.0.0.1:8000", id="without http"),
        pytest.param("http:///", id="without a host"),
        pytest.param("http://[::1", id="half an IPv6"),
        pytest.param("http://[foo]/", id="no IPv6"),
        pytest.param("http://a\uff0fb/", id="a slash that is none"),
        pytest.param("http://\udcff/", id="no text"),
    ],
)
def test_ask_says_so_when_the_address_is_none(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("asked somebody"))

    with pytest.raises(SystemExit, match=r"^No answer from .* is this its address\?$"):
        ask.main(url)


@pytest.mark.parametrize("arguments", [[], ["http://127.0.0.1/", "a text", "one too many"]])
def test_ask_without_an_address_says_how_it_is_called(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["ask.py", *arguments])

    with pytest.raises(
        SystemExit, match=r'^Say whom to ask, and in quotes what: ask\.py http://\S+ "How are you\?"$'
    ):
        runpy.run_path(str(STAGE / "ask.py"), run_name="__main__")
