"""Good lines, and each way in which a line can be bad."""

from tests.tutor.mine import Mine


def test_good_lines(mine: Mine) -> None:
    check(mine, "GET /entries HTTP/1.1", ("GET", "/entries"), "parts")
    check(mine, "POST /login HTTP/1.1", ("POST", "/login"), "parts")
    check(mine, "DELETE /entries/7?undo=yes HTTP/1.1", ("DELETE", "/entries/7?undo=yes"), "parts")
    check(mine, "GET / HTTP/1.1", ("GET", "/"), "parts")


def test_another_version(mine: Mine) -> None:
    check(mine, "GET /budget HTTP/1.0", ("GET", "/budget"), "versions")


def test_too_few_parts(mine: Mine) -> None:
    refuse(mine, "GET /entries", "short_line")
    refuse(mine, "GET", "short_line")
    refuse(mine, "", "short_line")


def test_too_many_parts(mine: Mine) -> None:
    refuse(mine, "GET /entries HTTP/1.1 please", "long_line")
    refuse(mine, "GET /my entries HTTP/1.1", "long_line")


def test_a_path_without_a_slash(mine: Mine) -> None:
    refuse(mine, "GET entries HTTP/1.1", "no_slash")
    refuse(mine, "GET entries/7 HTTP/1.1", "no_slash")
    refuse(mine, "GET  HTTP/1.1", "empty_path")


def test_another_language(mine: Mine) -> None:
    refuse(mine, "GET /entries FTP/1.1", "not_http")
    refuse(mine, "GET /entries HTTPS/1.1", "not_http")
    refuse(mine, "GET /HTTP/1.1 please", "not_http")
    refuse(mine, "How are you?", "not_http")


def check(mine: Mine, line: str, expected: tuple[str, str], hint: str) -> None:
    """Check what is read out of a good line."""
    called = f'method_and_path("{line}")'
    got = mine.run(called, expected=repr(expected), hint=hint)
    pair = tuple(got) if isinstance(got, list) else got
    mine.compare(called, pair, expected, hint=hint)


def refuse(mine: Mine, line: str, hint: str) -> None:
    """Check that a line is found bad."""
    mine.expect_error(f'method_and_path("{line}")', ValueError, hint=hint)
