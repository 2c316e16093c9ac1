"""`checks.findings`: silent on books that people used, and finds whatever went past the program."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from account_book import checks, create_app, reports
from account_book.db import Database
from account_book.home import Home
from sqlalchemy import Connection, text

from tests.full_app.conftest import CHEAP, KEY, Household, database_of, new_database, sign_up


@dataclass
class Books:
    """A database with two households' books, the first one much used, and the ids of some of its rows."""

    database: Database
    rows: dict[str, int]

    def findings(self, *faults: str) -> list[str]:
        """Plant faults by SQL, return what is found, and take the faults back."""
        sqlite = self.database.engine.dialect.name == "sqlite"
        with self.database.writing() as connection:
            # Whoever has damaged the data has not kept the foreign keys either.
            connection.execute(
                text("PRAGMA defer_foreign_keys = ON" if sqlite else "SET foreign_key_checks = 0")
            )
            try:
                for fault in faults:
                    assert connection.execute(text(fault), self.rows).rowcount > 0
                return list(checks.findings(connection))
            finally:
                connection.rollback()
                connection.invalidate()


@pytest.fixture(scope="module")
def books(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Books]:
    """Books that were used in every way."""
    folder = tmp_path_factory.mktemp("books")
    home = Home.at(folder, None if backend == "sqlite" else new_database(request.getfixturevalue("mariadb")))
    home.open().engine.dispose()
    app = create_app({"DATABASE_URL": home.url, "SECRET_KEY": KEY, **CHEAP})
    first, second = sign_up(app), sign_up(app)
    rows = use(first) | {"stranger": second.accounts["bank"], "their_entry": second.spend(8)["id"]}
    rows |= {"their_category": second.categories["식비"], "their_book": int(second.book.rpartition("/")[2])}
    yield Books(database_of(app), rows)
    database_of(app).engine.dispose()


def use(home: Household) -> dict[str, int]:
    """Do in a book what can be done, and return the ids of what is there then."""
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD", opening_balance=-30)["id"]
    home.post("categories", name="고양이", kind="expense")
    plain = home.spend(1_000, category_id=home.categories["식비"])
    tagged = home.spend(2_000, memo="#여행 #가족")
    moved = home.spend(500, kind="transfer", to_account_id=home.accounts["cash"])
    home.spend(14_000, kind="transfer", to_account_id=dollars, to_amount=1_000)
    changed, gone = home.spend(3_000, memo="#하나"), home.spend(4_000, memo="#둘")
    home.ask("PATCH", f"entries/{changed['id']}", json={"memo": "#셋"}, headers={"If-Match": "*"})
    home.ask("DELETE", f"entries/{gone['id']}", headers={"If-Match": "*"})
    # More than are compared at once.
    lines = b"".join(b"2026-01-02,%d,#bus\n" % n for n in range(1, 1_202))
    home.take("날짜,금액,메모\n".encode() + lines)
    names = {"plain": plain, "tagged": tagged, "moved": moved, "gone": gone}
    ids = {name: entry["id"] for name, entry in names.items()}
    return ids | {"book": int(home.book.rpartition("/")[2]), "bank": home.accounts["bank"]}


def test_books_that_were_used_are_in_order(books: Books) -> None:
    assert books.findings() == []


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        pytest.param(
            "UPDATE entry SET amount = amount + 1 WHERE id = :plain",
            "book {book}: entry {plain} is not what its history says",
            id="amount changed",
        ),
        pytest.param(
            "UPDATE entry SET day = '2026-01-06' WHERE id = :plain",
            "book {book}: entry {plain} is not what its history says",
            id="day changed",
        ),
        pytest.param(
            "UPDATE entry SET deleted_at = NULL WHERE id = :gone",
            "book {book}: entry {gone} is not what its history says",
            id="entry brought back",
        ),
        pytest.param(
            "UPDATE account SET opening_balance = 1 WHERE id = :bank",
            "book {book}: account {bank} is not what its history says",
            id="opening balance changed",
        ),
        pytest.param(
            "UPDATE member SET role = 'viewer' WHERE book_id = :book",
            "book {book}: member ",
            id="role changed",
        ),
        pytest.param(
            "UPDATE book SET currency = 'USD' WHERE id = :book",
            "book {book}: book {book} is not what its history says",
            id="currency of the book changed",
        ),
        pytest.param(
            "DELETE FROM change_log WHERE book_id = :book AND row_kind = 'entry' AND row_id = :plain",
            "book {book}: entry {plain} is not what its history says",
            id="entry without history",
        ),
        pytest.param(
            "DELETE FROM entry WHERE id = :plain",
            "book {book}: entry {plain} is not what its history says",
            id="history without entry",
        ),
        pytest.param(
            "DELETE FROM entry_tag WHERE entry_id = :tagged AND tag = '가족'",
            "book {book}: the tags of entry {tagged} are not those of its memo",
            id="tag missing",
        ),
        pytest.param(
            "DELETE FROM entry_tag WHERE entry_id = :tagged",
            "book {book}: the tags of entry {tagged} are not those of its memo",
            id="all tags missing",
        ),
        pytest.param(
            "INSERT INTO entry_tag (book_id, entry_id, tag) VALUES (:book, :tagged, '셋')",
            "book {book}: the tags of entry {tagged} are not those of its memo",
            id="tag too many",
        ),
        pytest.param(
            "INSERT INTO entry_tag (book_id, entry_id, tag) VALUES (:book, :plain, '여행')",
            "book {book}: entry {plain} has tags without words",
            id="tag of an entry without words",
        ),
        pytest.param(
            "INSERT INTO entry_tag (book_id, entry_id, tag) VALUES (:book, :gone, '둘')",
            "book {book}: entry {gone} has tags without words",
            id="tag of a deleted entry",
        ),
        pytest.param(
            "UPDATE entry SET account_id = :stranger WHERE id = :plain",
            "1 x entry.account_id is no account of the same book",
            id="account of another book",
        ),
        pytest.param(
            "UPDATE entry SET to_account_id = :stranger WHERE id = :moved",
            "1 x entry.to_account_id is no account of the same book",
            id="transfer into another book",
        ),
        pytest.param(
            "UPDATE entry SET account_id = 999999 WHERE id = :plain",
            "1 x entry.account_id is no account of the same book",
            id="account that does not exist",
        ),
        pytest.param(
            "UPDATE entry SET category_id = :their_category WHERE id = :plain",
            "1 x entry.category_id is no category of the same book",
            id="category of another book",
        ),
        pytest.param(
            "UPDATE entry SET import_id = 999999 WHERE id = :plain",
            "1 x entry.import_id is no import_batch of the same book",
            id="import that does not exist",
        ),
        pytest.param(
            "UPDATE category SET parent_id = :their_category WHERE book_id = :book AND name = '고양이'",
            "1 x category.parent_id is no category of the same book",
            id="category below one of another book",
        ),
        pytest.param(
            "INSERT INTO entry_tag (book_id, entry_id, tag) VALUES (:book, :their_entry, '여행')",
            "1 x entry_tag.entry_id is no entry of the same book",
            id="tag of an entry of another book",
        ),
        pytest.param(
            "UPDATE import_batch SET account_id = :stranger WHERE book_id = :book",
            "1 x import_batch.account_id is no account of the same book",
            id="import into an account of another book",
        ),
        pytest.param(
            "UPDATE entry SET book_id = :their_book WHERE id = :moved",
            "1 x entry.account_id is no account of the same book",
            id="entry moved to another book",
        ),
    ],
)
def test_whatever_went_past_the_program_is_found(books: Books, fault: str, finding: str) -> None:
    found = books.findings(fault)

    assert finding.format(**books.rows) in "\n".join(found)


def test_only_what_is_wrong_is_named(books: Books) -> None:
    found = books.findings("UPDATE entry SET amount = amount + 1 WHERE id = :plain")

    assert found == [f"book {books.rows['book']}: entry {books.rows['plain']} is not what its history says"]


def test_each_of_many_faults_is_named(books: Books) -> None:
    found = books.findings("UPDATE entry SET amount = amount + 1 WHERE import_id IS NOT NULL")

    assert len(found) == len(set(found)) == 1_201


def test_a_history_that_ends_after_the_last_row_is_found(books: Books) -> None:
    found = books.findings(
        "INSERT INTO change_log (book_id, user_id, group_id, row_kind, row_id, at, after)"
        " SELECT book_id, user_id, group_id, 'entry', 999999, at, after FROM change_log"
        " WHERE book_id = :book AND row_kind = 'entry' AND row_id = :plain"
    )

    assert found == [f"book {books.rows['book']}: entry 999999 is not what its history says"]


def test_balances_that_do_not_follow_from_the_entries_are_found(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = reports.balances

    def wrong(connection: Connection, book_id: int) -> list[dict[str, Any]]:
        return [{**row, "balance": row["balance"] + 1} for row in right(connection, book_id)]

    monkeypatch.setattr(reports, "balances", wrong)

    found = books.findings()

    assert f"book {books.rows['book']}: balances in USD are 971, entries make 970" in found


def test_progress_counts_what_was_looked_at(books: Books) -> None:
    steps: list[int] = []

    with books.database.reading() as connection:
        assert list(checks.findings(connection, steps.append)) == []

    assert max(steps) == 1_000
    assert sum(steps) > 1_200


def test_an_empty_database_is_in_order(tmp_path: Path) -> None:
    database = Home.at(tmp_path).open()

    with database.reading() as connection:
        assert list(checks.findings(connection)) == []
    database.engine.dispose()
