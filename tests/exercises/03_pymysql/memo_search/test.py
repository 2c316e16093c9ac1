"""A book with a few memos, and what is typed into its search box."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Imported here, because a test has little time: mysql() starts it.
import practice_server  # noqa: F401

from tests.tutor.mine import Mine
from tests.tutor.servers import mysql

ENTRIES = """
CREATE TABLE entries (
    entry_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    memo VARCHAR(200) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4
"""
# From the oldest to the newest.
MEMOS = [
    "juice 100%",
    "1000 won for stamps",
    "김밥, two, and juice",
    "juice and 김밥",
    "coffee at Kim's",
    "a_b",
    "axb",
    r"C:\new",
    "C:/new",
]


@contextmanager
def book() -> Iterator[Any]:
    """Yield a connection to the book, which may be closed in between."""
    with mysql(ENTRIES, ssl_disabled=True) as connection:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO entries (memo) VALUES (%s)", MEMOS)
        connection.commit()
        try:
            yield connection
        finally:
            if not connection.open:
                connection.connect()


def called(words: list[str]) -> str:
    """Return a search as a learner would type it."""
    return f"search(connection, {words!r})"


def search(mine: Mine, connection: Any, words: list[str], expected: list[str], hint: str) -> Any:
    """Return what is found; a tuple is as good as a list."""
    try:
        found = mine.run(called(words), connection=connection, expected=expected, hint=hint)
    except Exception as error:
        # The practice server's own error, for what it cannot do; it may be right elsewhere.
        if error.args[:1] == (1105,) and "syntax error" not in str(error):
            mine.hint = "practice"
        raise
    return list(found) if isinstance(found, tuple) else found


def finds(mine: Mine, searches: list[tuple[list[str], list[str]]], hint: str) -> None:
    """Check what is found, and in which order."""
    with book() as connection:
        for words, expected in searches:
            found = search(mine, connection, words, expected, hint)
            mine.compare(called(words), found, expected, hint=hint)


def test_a_word_is_found(mine: Mine) -> None:
    with book() as connection:
        words, expected = ["stamps"], ["1000 won for stamps"]
        found = search(mine, connection, words, expected, "found")
        mine.compare(f"{called(words)}\nconnection.open", connection.open, True, hint="closed")
        mine.compare(called(words), found, expected, hint="found")
    finds(mine, [(["커피"], [])], "found")


def test_all_words_have_to_occur(mine: Mine) -> None:
    with book() as connection:
        for words, expected in [
            (["juice", "김밥"], ["juice and 김밥", "김밥, two, and juice"]),
            (["김밥", "juice"], ["juice and 김밥", "김밥, two, and juice"]),
            (["juice", "two", "김밥"], ["김밥, two, and juice"]),
        ]:
            found = search(mine, connection, words, expected, "all_words")
            in_order = sorted(found) if isinstance(found, list) else found
            mine.compare(f"sorted({called(words)})", in_order, expected, hint="all_words")


def test_the_newest_comes_first(mine: Mine) -> None:
    finds(mine, [(["juice"], ["juice and 김밥", "김밥, two, and juice", "juice 100%"])], "order")


def test_no_words_ask_for_nothing_special(mine: Mine) -> None:
    finds(mine, [([], MEMOS[::-1])], "no_words")


def test_what_looks_like_sql_is_a_word(mine: Mine) -> None:
    finds(mine, [(["' OR '' = '"], []), (["Kim's"], ["coffee at Kim's"])], "injected")


def test_each_character_stands_for_itself(mine: Mine) -> None:
    searches = [
        (["100%"], ["juice 100%"]),
        (["%"], ["juice 100%"]),
        (["_"], ["a_b"]),
        (["a_b"], ["a_b"]),
        (["\\"], [r"C:\new"]),
        ([r":\n", "C"], [r"C:\new"]),
        ([r"\%"], []),
        ([r"\_"], []),
        (["%s"], []),
    ]
    finds(mine, searches, "wildcards")
