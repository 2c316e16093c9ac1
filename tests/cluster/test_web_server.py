"""nginx alone: what it sends again, what it lets through, and what it says itself."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from account_book import wire
from deploy import ports

from tests.cluster.upstreams import GUARD, Front, Upstream, listening, log_of, web_server

ENTRY = b'{"amount": 12300}'
KEY = {"Idempotency-Key": "a-key-of-my-own", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def running() -> Iterator[Front]:
    """nginx in front of two servers that share what they note."""
    upstream = Upstream()
    with listening(upstream) as one, listening(upstream) as two, web_server(one, two) as web:
        yield Front(web, upstream)


@pytest.fixture
def front(running: Front) -> Front:
    """The same, with nothing noted."""
    running.upstream.deaths = 0
    running.upstream.arrived.clear()
    return running


@pytest.fixture(scope="module")
def alone() -> Iterator[Front]:
    """nginx whose application servers are both away."""
    with web_server(*ports.free(2)) as web:
        yield Front(web, Upstream())


def test_a_request_with_a_key_is_sent_to_the_other_server_when_one_dies(front: Front) -> None:
    front.upstream.deaths = 1

    response, _ = front.ask("POST", "/api/v1/books/1/entries", ENTRY, KEY)

    assert response.status == 200
    assert [(arrived.body, arrived.headers["Idempotency-Key"]) for arrived in front.upstream.arrived] == [
        (ENTRY, KEY["Idempotency-Key"])
    ] * 2


def test_a_post_without_a_key_is_sent_once_and_answered_with_502(front: Front) -> None:
    front.upstream.deaths = 1

    response, _ = front.ask("POST", "/api/v1/books/1/entries", ENTRY)

    assert response.status == 502
    assert len(front.upstream.arrived) == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_what_may_be_repeated_by_its_method_is_repeated(front: Front, method: str) -> None:
    front.upstream.deaths = 1

    response, _ = front.ask(method, "/api/v1/books/1/entries/1")

    assert response.status == 200
    assert len(front.upstream.arrived) == 2


def test_a_post_that_never_reached_a_server_goes_to_the_other_one() -> None:
    upstream = Upstream()
    with listening(upstream) as there, web_server(ports.free()[0], there) as web:
        answers = [Front(web, upstream).ask("POST", "/books", b"name=home")[0].status for _ in range(4)]

    assert answers == [200] * 4
    assert len(upstream.arrived) == 4


def test_what_a_client_says_about_proxies_is_not_passed_on(front: Front) -> None:
    said = {
        "X-Forwarded-For": "10.9.8.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "1",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "for=10.9.8.7;host=evil.example",
        "Host": "book.example",
    }

    front.ask("GET", "/", headers=said)
    front.ask("POST", "/api/v1/books", ENTRY, said | KEY)

    for arrived in front.upstream.arrived:
        seen = {name: arrived.headers[name] for name in said}
        assert seen == {
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Proto": "http",
            "X-Forwarded-Host": "book.example",
            "X-Forwarded-Port": None,
            "X-Forwarded-Prefix": None,
            "Forwarded": None,
            "Host": "book.example",
        }
    assert len(front.upstream.arrived) == 2


def test_the_largest_book_passes_and_one_byte_more_does_not(front: Front) -> None:
    most = wire.BOOK_LIMIT + wire.JSON_LIMIT

    passed, _ = front.ask("POST", "/api/v1/books/import.json", bytes(most))
    refused, said = front.ask("POST", "/api/v1/books/import.json", headers={"Content-Length": str(most + 1)})

    assert (passed.status, [len(arrived.body) for arrived in front.upstream.arrived]) == (200, [most])
    assert (refused.status, json.loads(said)["status"]) == (413, 413)


def test_who_sends_too_slowly_is_cut_off_and_holds_up_nobody(front: Front) -> None:
    head = b"POST /books HTTP/1.1\r\nHost: book\r\n"
    slow = [head, head + b"Content-Length: 9\r\n\r\nname="]
    connections = [socket.create_connection(("127.0.0.1", front.web.port), timeout=GUARD) for _ in slow]
    for connection, sent in zip(connections, slow, strict=True):
        connection.sendall(sent)

    meanwhile, _ = front.ask("GET", "/")
    ends = []
    for connection in connections:
        with closing(connection), connection.makefile("rb") as answer:
            try:
                ends.append(answer.read()[:12])
            except ConnectionResetError:
                ends.append(b"")

    assert meanwhile.status == 200
    # All that is known of them is that they were cut off: neither was answered, nor passed on.
    assert all(end in {b"", b"HTTP/1.1 408"} for end in ends)
    assert [arrived.line for arrived in front.upstream.arrived] == ["GET / HTTP/1.1"]


@pytest.mark.parametrize("headers", [{}, KEY], ids=["without a key", "with a key"])
@pytest.mark.parametrize(("language", "word"), [("en-GB,ko", "twice"), ("ko-KR,ko;q=0.9", "두 번")])
def test_a_program_is_told_in_its_language_what_to_do_when_nothing_answers(
    alone: Front, headers: dict[str, str], language: str, word: str
) -> None:
    response, body = alone.ask("POST", "/api/v1/books", ENTRY, {**headers, "Accept-Language": language})

    said = json.loads(body)
    assert (response.status, said["status"]) == (502, 502)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert said.keys() == {"type", "title", "status", "detail"}
    assert word in said["detail"]
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("language", "word"), [("en", "load this page again"), ("ko", "새로 고치십시오")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_person_is_told_in_their_language_what_to_do_when_nothing_answers(
    alone: Front, method: str, language: str, word: str
) -> None:
    response, body = alone.ask(method, "/entries", headers={"Accept-Language": language})

    page = body.decode()
    assert response.status == 502
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in page
    assert word in page
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_no_version_is_told_and_no_page_is_compressed(front: Front, alone: Front) -> None:
    page, _ = front.ask("GET", "/", headers={"Accept-Encoding": "gzip"})
    problem, _ = alone.ask("GET", "/", headers={"Accept-Encoding": "gzip"})

    for response in (page, problem):
        assert response.headers["Server"] == "nginx"
        assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("which", ["front", "alone"])
def test_no_log_holds_what_was_searched_for_or_who_was_invited(
    which: str, request: pytest.FixtureRequest
) -> None:
    front: Front = request.getfixturevalue(which)

    front.ask("GET", "/books/1/entries?q=doctor-kim")
    front.ask("GET", "/invites/very-secret-code?next=doctor-kim", headers={"Referer": "http://x/doctor-kim"})

    log = log_of(front.web)
    assert "GET /books/1/entries" in log
    assert "GET /invites/..." in log
    assert "doctor-kim" not in log
    assert "very-secret-code" not in log
