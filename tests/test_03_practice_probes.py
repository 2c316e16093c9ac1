"""What the practice server answers, statement by statement, is what a real MariaDB answers; or it refuses."""

import itertools
from collections.abc import Iterator
from contextlib import closing

import practice_server
import pymysql
import pytest

from tests.practice_answers import answers, connect
from tests.practice_definitions_and_errors import DEFINITIONS, ERRORS, REFUSED, TABLES, TRANSACTIONS
from tests.practice_statements import CHANGES, SELECTS

NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def practice() -> Iterator[str]:
    """A practice server."""
    with practice_server.running() as url:
        with closing(connect(url, "test")) as connection, connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(table)
        yield url


@pytest.mark.parametrize(("statements", "words"), SELECTS + CHANGES + DEFINITIONS + ERRORS + TRANSACTIONS)
def test_the_practice_server_answers_as_mariadb_does(
    statements: tuple[str, ...], words: bool, practice: str, mariadb: str
) -> None:
    database = f"probe_{next(NUMBERS)}"

    expected = answers(mariadb, database, statements, words)

    assert answers(practice, database, statements, words) == expected


@pytest.mark.parametrize("statement", REFUSED)
def test_what_the_practice_server_cannot_do_it_refuses(statement: str, practice: str) -> None:
    with closing(connect(practice, "test")) as connection, connection.cursor() as cursor:
        with pytest.raises(pymysql.OperationalError) as refused:
            cursor.execute(statement)

        cursor.execute("SELECT 'well', COUNT(*) FROM entries")
        assert cursor.fetchone() == ("well", 3)
    assert refused.value.args[0] == 1105
    assert refused.value.args[1].startswith("The practice server cannot do this: ")
