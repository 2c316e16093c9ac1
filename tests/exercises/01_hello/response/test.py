"""Answers, taken apart again as a client does it."""

from typing import Any

from tests.tutor.mine import Mine, both

CSV = 'response("200 OK", {"Content-Type": "text/csv"}, "lunch")'


def test_bytes_in_lines(mine: Mine) -> None:
    expected = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 5\r\n\r\nlunch"
    got = bytes_of(mine, CSV, expected)

    without_line_ends = got.replace(b"\r\n", b"")
    if b"\n" in without_line_ends or b"\r" in without_line_ends:
        mine.compare(CSV, got, expected, hint="line_ends")
    if b"\r\n\r\n" not in got:
        mine.compare(CSV, got, expected, hint="empty_line")
    if not got.startswith(b"HTTP/1.1 200 OK\r\n"):
        mine.compare(CSV, got, expected, hint="status_line")


def test_the_headers_and_the_body(mine: Mine) -> None:
    check(mine, CSV, "200 OK", {"Content-Type": "text/csv", "Content-Length": "5"}, "lunch")


def test_other_answers(mine: Mine) -> None:
    called = (
        'response("303 See Other", {"Content-Type": "text/html", "Location": "http://localhost/entries"}, "")'
    )
    headers = {"Content-Type": "text/html", "Location": "http://localhost/entries", "Content-Length": "0"}
    check(mine, called, "303 See Other", headers, "")

    called = r'response("200 OK", {"Content-Type": "text/csv"}, "lunch,9000\nbook,15000\n")'
    check(mine, called, "200 OK", {"Content-Length": "22"}, "lunch,9000\nbook,15000\n")

    called = 'response("404 Not Found", {}, "no such entry")'
    check(mine, called, "404 Not Found", {"Content-Length": "13"}, "no such entry")


def test_korean_text(mine: Mine) -> None:
    called = 'response("200 OK", {"Content-Type": "text/csv"}, "점심,9000원")'
    check(mine, called, "200 OK", {"Content-Type": "text/csv", "Content-Length": "14"}, "점심,9000원")


def check(mine: Mine, called: str, status: str, headers: dict[str, str], text: str) -> None:
    """Check all of an answer; `headers` are those that have to be among its own."""
    head, _, body = bytes_of(mine, called).partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    got = {
        name.lower(): value.strip()
        for name, _, value in (line.decode("latin-1").partition(":") for line in lines)
    }

    line = both("the status line", "상태 줄")
    mine.compare(f"{called}\n# {line}", first, f"HTTP/1.1 {status}".encode(), hint="status_line")
    for name, value in headers.items():
        if name != "Content-Length":
            mine.compare(f"{called}\n# {name}", got.get(name.lower()), value, hint="headers")
    mine.compare(f"{called}\n# {both('the body', '본문')}", body, text.encode(), hint="body")
    length = got.get("content-length")
    hint = "no_length" if length is None else "characters" if length == str(len(text)) else "length"
    mine.compare(f"{called}\n# Content-Length", length, headers["Content-Length"], hint=hint)


def bytes_of(mine: Mine, called: str, expected: object = "bytes") -> bytes:
    """Return what is returned, which has to be bytes."""
    try:
        got: Any = mine.run(called, expected=expected, hint="an_error")
    except TypeError as error:
        if "str" in str(error) or "bytes" in str(error):
            mine.hint = "not_bytes"
        raise
    mine.compare(f"type({called})", type(got), bytes, hint="not_bytes")
    return bytes(got)
