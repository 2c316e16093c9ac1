"""The wire: what no HTTP library sends, against the server as it really runs."""

import json
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from account_book.wire import BATCH_LIMIT, BOOK_LIMIT, FILE_LIMIT, JSON_LIMIT

from tests.full_app.conftest import Server, new_database, start_server, stop_server

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(
        sys.platform == "win32", reason="Windows is served by waitress, which says it otherwise"
    ),
]

# Far longer than any answer takes, and less than gunicorn waits for those who say nothing (5 s).
GUARD = 4
HOST = b"Host: localhost\r\nConnection: close\r\n"
GET = b"GET /api/v1/books HTTP/1.1\r\n" + HOST
POST = b"POST /api/v1/auth/login HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
BODY = json.dumps({"email": "nobody@example.com", "password": "tree under a blue roof"}).encode()
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)


@pytest.fixture(scope="module")
def running(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The real server; it has to outlive all that the tests of this file send."""
    url = [] if backend == "sqlite" else ["--database", new_database(request.getfixturevalue("mariadb"))]
    server = start_server(tmp_path_factory.mktemp("wire"), *url)
    yield server
    stop_server(server)


class Served(Protocol):
    """A server, or what stands in front of some."""

    @property
    def url(self) -> str: ...


def connect(server: Served) -> socket.socket:
    """Open a connection."""
    address = urlsplit(server.url)
    assert address.hostname is not None
    return socket.create_connection((address.hostname, address.port or 80), timeout=GUARD)


def talk(server: Served, *sent: bytes) -> bytes:
    """Send bytes as they are and return all that comes back until the server closes."""
    received = b""
    with connect(server) as connection:
        try:
            for part in sent:
                connection.sendall(part)
            while data := connection.recv(65536):
                received += data
        except ConnectionError:
            # It closed while we were still sending; what it said may be lost on the way.
            pass
    return received


def statuses(received: bytes) -> list[int]:
    """Return the status of each answer; none if the connection was just closed."""
    return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3}) ", received, re.MULTILINE)]


def test_the_requests_of_this_file_are_otherwise_right(running: Server) -> None:
    read, written = talk(running, GET, b"\r\n"), talk(running, POST, LENGTH, b"\r\n", BODY)

    # Nobody is signed in and nobody has this name; but both were understood.
    assert (statuses(read), statuses(written)) == ([401], [401])
    assert (b"Sign in to do this." in read, b"password is wrong" in written) == (True, True)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param(POST + LENGTH + b"Content-Length: 5\r\n\r\n" + BODY, {400}, id="two lengths"),
        pytest.param(POST + LENGTH * 2 + b"\r\n" + BODY, {400}, id="the same length twice"),
        pytest.param(POST + b"Content-Length: 5, 5\r\n\r\n" + BODY, {400}, id="two lengths in one header"),
        pytest.param(
            POST + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS, {400}, id="length and chunks"
        ),
        pytest.param(
            POST + b"Transfer-Encoding: chunked\r\n" + LENGTH + b"\r\n" + CHUNKS,
            {400},
            id="chunks and length",
        ),
        pytest.param(
            POST + b"Transfer-Encoding: gzip\r\n\r\n" + BODY, {400}, id="another encoding of transfer"
        ),
        pytest.param(POST + b"Content-Length: -5\r\n\r\n" + BODY, {400}, id="negative length"),
        pytest.param(POST + b"Content-Length: +5\r\n\r\n" + BODY, {400}, id="length with a sign"),
        pytest.param(POST + b"Content-Length: 0x5\r\n\r\n" + BODY, {400}, id="hexadecimal length"),
        pytest.param(POST + b"Content-Length: \xb2\r\n\r\n" + BODY, {400}, id="superscript length"),
        pytest.param(POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", {400, 431}, id="endless length"),
        pytest.param(POST + b"Content-Length : 5\r\n\r\n" + BODY, {400}, id="blank before the colon"),
        pytest.param(GET + b"X-Name: a\0b\r\n\r\n", {400}, id="NUL in a header"),
        pytest.param(GET + b"X-\0Name: a\r\n\r\n", {400}, id="NUL in a header's name"),
        pytest.param(GET + b"X-Name: a\rb\r\n\r\n", {400}, id="half a line break"),
        pytest.param(GET + b"X-Name: a\r\n b\r\n\r\n", {400}, id="folded header"),
        pytest.param(GET + b"X-Name\r\n\r\n", {400}, id="no colon"),
        pytest.param(GET + b"Host: example.com\r\n\r\n", {400}, id="two hosts"),
        pytest.param(GET + b"X-Name: " + b"a" * 100_000 + b"\r\n\r\n", {431}, id="header of 100 kB"),
        pytest.param(GET + b"X-Name: a\r\n" * 8_000 + b"\r\n", {431}, id="headers of 100 kB"),
        pytest.param(GET.replace(b"books", b"a" * 100_000) + b"\r\n", {400, 414}, id="address of 100 kB"),
        pytest.param(GET.replace(b"books", b"bo\0ks") + b"\r\n", {400}, id="NUL in the address"),
        pytest.param(GET.replace(b"books", b"\xff") + b"\r\n", {400}, id="address of no script"),
        pytest.param(GET.replace(b"GET", b"G\0T") + b"\r\n", {400}, id="NUL in the method"),
        pytest.param(GET.replace(b"1.1", b"9.9") + b"\r\n", {400}, id="HTTP 9.9"),
        pytest.param(b"GET /\r\n\r\n", {400}, id="HTTP 0.9"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}, id="TLS"),
        pytest.param(b"\0" * 10_000 + b"\r\n\r\n", {400, 414}, id="nothing but NUL"),
        pytest.param(POST + b"Expect: a miracle\r\n" + LENGTH + b"\r\n" + BODY, {417}, id="expectation"),
    ],
)
def test_what_could_be_read_in_two_ways_is_not_read(
    running: Server, request_: bytes, expected: set[int]
) -> None:
    received = talk(running, request_)

    found = statuses(received)
    # One answer at most: what follows a bad request is not taken for another.
    assert len(found) <= 1
    assert set(found) <= expected
    assert statuses(talk(running, GET, b"\r\n")) == [401]


def test_a_second_request_hidden_in_a_body_is_not_answered(running: Server) -> None:
    hidden = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
    chunks = b"0\r\n\r\n" + hidden

    received = talk(
        running, POST, b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(chunks), chunks
    )

    assert statuses(received) in ([], [400])
    assert b'"ok"' not in received


@pytest.mark.parametrize(
    ("head", "length"),
    [
        pytest.param(POST, JSON_LIMIT + 1, id="JSON of 64 KiB and a byte"),
        pytest.param(POST, FILE_LIMIT + JSON_LIMIT + 1, id="JSON of 5 MiB"),
    ],
)
def test_a_body_that_is_too_long_is_answered_with_413(running: Server, head: bytes, length: int) -> None:
    received = talk(running, head, b"Content-Length: %d\r\n\r\n" % length, b" " * length)

    assert statuses(received) == [413]
    assert b"Content-Type: application/problem+json" in received


@pytest.fixture(scope="module")
def bearer(running: Server) -> bytes:
    """The header of somebody who has signed up."""
    body = json.dumps({"email": "wire@example.com", "password": "tree under a blue roof"}).encode()
    received = talk(
        running, POST.replace(b"login", b"signup"), b"Content-Length: %d\r\n\r\n" % len(body), body
    )
    token = str(json.loads(received.partition(b"\r\n\r\n")[2])["access_token"])
    return b"Authorization: Bearer " + token.encode() + b"\r\n"


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        pytest.param(b"books/1/entries", JSON_LIMIT, id="entry"),
        pytest.param(b"books/1/entries/batch", BATCH_LIMIT, id="batch"),
        pytest.param(b"books/import.json", BOOK_LIMIT, id="book"),
    ],
)
def test_a_body_is_read_up_to_the_limit_of_its_route(
    running: Server, bearer: bytes, path: bytes, limit: int
) -> None:
    head = POST.replace(b"auth/login", path) + bearer

    longest, longer = (
        talk(running, head, b"Content-Length: %d\r\n\r\n" % length, b"{}".ljust(length))
        for length in (limit, limit + 1)
    )

    # The one was read, and its fields are missing.
    assert (statuses(longest), statuses(longer)) == ([422], [413])


def test_a_body_without_end_is_not_read_to_the_end(running: Server) -> None:
    length = 100 * (FILE_LIMIT + JSON_LIMIT)

    received = talk(
        running, POST, b"Content-Length: %d\r\n\r\n" % length, b" " * (FILE_LIMIT + 2 * JSON_LIMIT)
    )

    # It answers before the rest comes, which never does.
    assert statuses(received) in ([], [413])
    assert statuses(talk(running, GET, b"\r\n")) == [401]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(GET[:20], id="half a line"),
        pytest.param(GET + b"X-Name: ", id="half a header"),
        pytest.param(POST + LENGTH + b"\r\n" + BODY[:10], id="half a body"),
    ],
)
def test_clients_who_wait_hold_up_nobody(running: Server, sent: bytes) -> None:
    with ExitStack() as stack:
        # As many as a browser opens ahead of what it will ask.
        for _ in range(3):
            stack.enter_context(connect(running)).sendall(sent)

        answer = statuses(talk(running, GET, b"\r\n"))

        assert answer == [401]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(GET[:20], id="half a line"),
        pytest.param(GET + b"X-Name: ", id="half a header"),
    ],
)
def test_who_goes_away_half_way_is_forgotten(running: Server, sent: bytes) -> None:
    for _ in range(10):
        with connect(running) as connection:
            connection.sendall(sent)

    assert statuses(talk(running, GET, b"\r\n")) == [401]


def test_a_body_in_chunks_is_read_whole(running: Server) -> None:
    body = b'{"email": "nobody@example.com", "password": "tree under a blue roof"}'
    head = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    chunks = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (10, body[:10], len(body) - 10, body[10:])

    answer = talk(running, head + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)

    assert statuses(answer) == [401]
