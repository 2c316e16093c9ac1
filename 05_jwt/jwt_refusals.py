"""What a MySQL server's refusals mean for whoever started a program, and what to do about them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

LOST = "the server does not answer. What was not committed is not written. Look whether it runs."
ADVICE: dict[object, str] = {
    1044: "the steps make databases of their own: GRANT ALL ON `workshop\\_%`.* TO ... allows it.",
    1045: "wrong user or password. Correct MYSQL_URL.",
    1046: "which database? Write its name at the end of MYSQL_URL.",
    1049: "there is no such database. Create it, or correct the end of MYSQL_URL.",
    2003: "nobody answers. Start the server, or correct MYSQL_URL; without MYSQL_URL it is SQLite.",
    **dict.fromkeys((0, 1927, 2006, 2013, 4031), LOST),
}


def sentence(error: DBAPIError, engine: Engine) -> str:
    """Return what the database has against us, and what to do."""
    number, *words = error.orig.args if error.orig else ["?"]
    known = ADVICE.get(number, " ".join(map(str, words)))
    return f"MySQL at {engine.url.host}:{engine.url.port or 3306}: {number}, {known}"


@contextmanager
def stopped() -> Iterator[None]:
    """End the program with one word, not a traceback, at Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit("Stopped.")


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """End the program with one sentence if its server is away or refuses it."""
    try:
        yield
    except DBAPIError as error:
        if not error.orig or error.orig.args[0] not in ADVICE:
            raise
        sys.exit(sentence(error, engine))
