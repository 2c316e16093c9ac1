"""The wire through nginx: what could be read in two ways reaches no application server as two requests."""

from contextlib import ExitStack

import pytest
from deploy.topology import Topology

from tests.full_app.test_wire import BODY, CHUNKS, GET, HOST, LENGTH, POST, connect, statuses, talk

HIDDEN = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"


def test_the_requests_of_this_file_are_otherwise_right(topology: Topology) -> None:
    read, written = talk(topology, GET, b"\r\n"), talk(topology, POST, LENGTH, b"\r\n", BODY)

    assert (statuses(read), statuses(written)) == ([401], [401])


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
            POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKS, {400, 501}, id="another encoding"
        ),
        pytest.param(POST + b"Transfer-Encoding: x\r\n\r\n" + BODY, {400, 501}, id="an unknown encoding"),
        pytest.param(POST + b"Content-Length: -5\r\n\r\n" + BODY, {400}, id="negative length"),
        pytest.param(POST + b"Content-Length: 0x5\r\n\r\n" + BODY, {400}, id="hexadecimal length"),
        pytest.param(POST + b"Content-Length : 5\r\n\r\n" + BODY, {400}, id="blank before the colon"),
        pytest.param(GET + b"X-Name: a\0b\r\n\r\n", {400}, id="NUL in a header"),
        pytest.param(
            GET + b"X-Name: " + b"a" * 100_000 + b"\r\n\r\n", {400, 431, 494}, id="header of 100 kB"
        ),
        pytest.param(GET + b"X-Name: a\r\n" * 8_000 + b"\r\n", {400, 431, 494}, id="headers of 100 kB"),
        pytest.param(GET.replace(b"books", b"a" * 100_000) + b"\r\n", {414}, id="address of 100 kB"),
        pytest.param(GET.replace(b"books", b"bo\0ks") + b"\r\n", {400}, id="NUL in the address"),
        pytest.param(GET + b"Host: example.com\r\n\r\n", {400}, id="two hosts"),
        pytest.param(GET.replace(b"1.1", b"9.9") + b"\r\n", {400, 505}, id="HTTP 9.9"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}, id="TLS"),
    ],
)
def test_what_could_be_read_in_two_ways_is_not_read(
    topology: Topology, request_: bytes, expected: set[int]
) -> None:
    found = statuses(talk(topology, request_ + HIDDEN))

    # The request that follows a bad one is answered by nobody; the next visitor gets their own answer.
    assert len(found) <= 1
    assert set(found) <= expected
    assert statuses(talk(topology, GET, b"\r\n")) == [401]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n", id="length and chunks"),
        pytest.param(b"Content-Length: %d\r\nTransfer-Encoding : chunked\r\n\r\n", id="chunks, a blank"),
        pytest.param(b"Content-Length: %d\r\nTransfer_Encoding: chunked\r\n\r\n", id="underscore"),
        pytest.param(b"Content-Length: %d\r\nTransfer-Encoding:\x0bchunked\r\n\r\n", id="odd blank"),
    ],
)
def test_a_second_request_hidden_in_a_body_is_not_answered(topology: Topology, headers: bytes) -> None:
    body = b"0\r\n\r\n" + HIDDEN

    received = talk(topology, POST, headers % len(body), body)

    # Where it is a body to both, it is one that is no JSON.
    assert len(statuses(received)) <= 1
    assert b'"ok"' not in received


def test_a_hundred_who_say_nothing_hold_up_nobody(topology: Topology) -> None:
    with ExitStack() as stack:
        for number in range(100):
            sent = (b"", GET[:20], GET + b"X-Name: ", POST + LENGTH + b"\r\n" + BODY[:10])[number % 4]
            stack.enter_context(connect(topology)).sendall(sent)

        # More than the application servers have threads: nginx passes on what is whole.
        answers = [statuses(talk(topology, GET, b"\r\n")) for _ in range(4)]

    assert answers == [[401]] * 4
