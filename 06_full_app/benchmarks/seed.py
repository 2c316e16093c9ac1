"""Fills an account book with many entries, 300 a month, and a history that `account-book check` accepts."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click
from account_book import passwords, queries, users
from account_book.home import Home

EMAIL, PASSWORD = "bench@example.com", "tree under a blue roof"
MONTH = date(2026, 1, 1)
"""The month that is asked; all other entries are of the months before it."""
A_MONTH = 300
_CHUNK = 10_000
_AT = "2026-01-01 00:00:00.000000"
ENTRY = f"""
    INSERT INTO entry (id, kind, day, amount, account_id, category_id, payee, memo, created_by, book_id,
                       created_at, updated_at, version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, '{_AT}', '{_AT}', 1)"""
LOG = f"""
    INSERT INTO change_log (book_id, user_id, group_id, row_kind, row_id, after, at)
    VALUES (1, ?, '{"0" * 32}', 'entry', ?, ?, '{_AT}')"""
TAG = "INSERT INTO entry_tag (book_id, entry_id, tag) VALUES (1, ?, ?)"
Row = tuple[int, str, str, int, int, int, str, str, int]
PAYEES = ("이마트", "김밥나라", "카페 느린오후", "서울교통공사", "푸른약국", "한빛서점", "동네 반찬가게", "")


def seed(home: Home, count: int) -> None:
    """Make a user with `count` entries in the first book, book 1."""
    database = home.open()
    with database.writing() as connection:
        signer = users.Signer(home.key(), passwords.hasher())
        user_id = users.sign_up(connection, signer, email=EMAIL, password=PASSWORD, nickname="", locale="ko")
        accounts = [row.id for row in connection.execute(queries.ACCOUNTS, {"book_id": 1})]
        categories: dict[str, list[int]] = {"income": [], "expense": []}
        for row in connection.execute(queries.CATEGORIES, {"book_id": 1}):
            categories[row.kind].append(row.id)
        connection.commit()
    rows = _entries(count, accounts, categories, user_id)
    # The driver itself: converting a million rows from Python's types takes longer than writing them.
    if database.engine.dialect.name == "sqlite":
        database.engine.dispose()
        with sqlite3.connect(str(database.engine.url.database)) as connection:
            # Nobody else is here, and what is lost in a power cut can be seeded again.
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
                connection.execute(f"PRAGMA {pragma}")
            _write(connection.cursor().executemany, rows)
    else:
        with closing(database.engine.raw_connection()) as connection:
            _write(partial(_many_at_once, connection), rows)
        database.engine.dispose()


def _write(executemany: Callable[[str, Iterable[Any]], object], rows: Iterator[Row]) -> None:
    while chunk := list(islice(rows, _CHUNK)):
        executemany(ENTRY, chunk)
        executemany(LOG, (_logged(row) for row in chunk))
        executemany(TAG, ((row[0], "가족") for row in chunk if row[7]))


def _many_at_once(connection: Any, statement: str, rows: Iterable[Any]) -> None:
    # The driver's own executemany sends a statement for each row if one value stands in the text.
    insert, _, values = statement.replace("?", "%s").partition("VALUES")
    cursor = connection.cursor()
    if texts := [cursor.mogrify(values, row) for row in rows]:
        cursor.execute(f"{insert} VALUES {','.join(texts)}")
    # A cluster refuses a transaction that is too large.
    connection.commit()


def _entries(
    count: int, accounts: list[int], categories: dict[str, list[int]], user_id: int
) -> Iterator[Row]:
    dice = random.Random(1)
    for index in range(count):
        # Month by month backwards; an entry's number says nothing about its day.
        month = MONTH.year * 12 + MONTH.month - 1 - index // A_MONTH
        day = f"{month // 12:04}-{month % 12 + 1:02}-{int(dice.random() * 28) + 1:02}"
        kind = "income" if index % 30 == 0 else "expense"
        category = categories[kind][index % len(categories[kind])]
        memo = "점심 #가족" if index % 10 == 0 else ""
        amount = 1_000 + int(dice.random() * 89_000)
        yield (
            *(index + 1, kind, day, amount, accounts[index % len(accounts)], category),
            *(PAYEES[index % len(PAYEES)], memo, user_id),
        )


def _logged(row: Row) -> tuple[int, int, str]:
    id_, kind, day, amount, account_id, category_id, payee, memo, user_id = row
    after = (
        f'{{"id":{id_},"book_id":1,"kind":"{kind}","day":"{day}","amount":{amount},"account_id":{account_id},'
        f'"category_id":{category_id},"payee":"{payee}","memo":"{memo}","created_by":{user_id},'
        f'"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","version":1}}'
    )
    return user_id, id_, after


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("count", type=int, default=100_000)
def main(folder: Path, count: int) -> None:
    """Make an account book with COUNT entries in FOLDER."""
    started = time.perf_counter()
    seed(Home.at(folder), count)
    print(f"{count:,} entries in {time.perf_counter() - started:.1f} s. Sign in as {EMAIL}: {PASSWORD}")


if __name__ == "__main__":
    main()
