"""A book as JSON over the API: what goes in comes out, byte for byte, and what is wrong leaves no book."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from flask import Flask

from tests.full_app.bookkeeping import (
    budget,
    change,
    close,
    comes_again,
    exported,
    findings,
    for_a_while,
    log,
    preview,
    remove,
    statement,
    without_book,
)
from tests.full_app.conftest import Household
from tests.full_app.hostile import STRANGE_NAMES, STRANGE_TEXTS, row_counts

STATEMENT = statement("2026-01-15,이체,,50000", "2026-01-15,버스,1500,", "2026-01-15,버스,1500,")
FAR = "2199-01-31"


@pytest.fixture(scope="module")
def app(tidy_app: Flask) -> Flask:
    """The application on a database with few books."""
    return tidy_app


@pytest.fixture(scope="module")
def furnished(app: Flask) -> Iterator[Household]:
    """A book with every kind of row, which no test here changes."""
    with for_a_while(without_book(app)) as home:
        fill(home)
        yield home


@pytest.fixture(scope="module")
def reader(app: Flask) -> Household:
    """Somebody else, who reads books from files."""
    return without_book(app)


def fill(home: Household) -> None:
    """Do in a book what can be done in one."""
    ids = home.accounts | home.categories
    dollars = home.post("accounts", name="Dollars", kind="other", currency="USD", opening_balance=-5)["id"]
    for text in STRANGE_NAMES.values():
        home.post("accounts", name=text, kind="cash", opening_balance=10**12)
        home.post("categories", name=text, kind="income")
    parent = home.post("categories", name="먹는 것", kind="expense")["id"]
    for child in ("식비", "외식"):
        change(home, f"categories/{ids[child]}", parent_id=parent)
    for text in STRANGE_TEXTS.values():
        home.spend(1, payee=text, memo=text, category_id=ids["식비"])
        home.post("rules", contains=text, category_id=ids["외식"])
    budget(home, "2026-01", {"식비": 300_000, "외식": 0})
    budget(home, "2026-02", {"식비": None})
    comes_again(home, "month", FAR, until="2199-12-31", payee="집세", memo="#집세", category_id=ids["주거"])
    move = {"kind": "transfer", "account_id": ids["bank"], "to_account_id": dollars, "to_amount": 1_000}
    comes_again(home, "week", FAR, **move)
    home.spend(14_000, **move)
    home.spend(250, account_id=dollars, memo="#여행")
    home.spend(50_000, "2026-01-15", account_id=ids["cash"])
    home.commit(preview(home, STATEMENT)["id"], rows=[3, 4], transfers=[2])
    remove(home, f"entries/{home.spend(3, memo='#지움')['id']}")
    for path in (f"accounts/{ids['card']}", f"categories/{ids['교통']}"):
        change(home, path, archived=True, position=70)


def read(reader: Household, content: bytes) -> Household:
    """Import a book, and return its reader in it."""
    answer = reader.ask("POST", "/api/v1/books/import.json", data=content, content_type="application/json")
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/books/{answer.get_json()['id']}"
    copy = replace(reader, book=answer.headers["Location"])
    copy.accounts = {row["kind"]: row["id"] for row in copy.get("accounts")["items"]}
    return copy


@pytest.fixture
def copy(furnished: Household, reader: Household) -> Iterator[Household]:
    """What somebody else has made of the furnished book's export."""
    copy = read(reader, exported(furnished))
    yield copy
    close(copy)


def test_a_copy_is_exported_as_what_it_was_made_of_byte_for_byte(
    app: Flask, furnished: Household, copy: Household
) -> None:
    first = exported(furnished)

    sections = msgspec.json.decode(first)
    assert exported(copy) == first
    assert all(sections.values())
    assert findings(app) == []


def test_a_copy_has_the_same_balances_reports_and_tags(furnished: Household, copy: Household) -> None:
    def seen(book: Household) -> list[Any]:
        accounts = [
            (row["name"], row["balance"], row["archived_at"]) for row in book.get("accounts")["items"]
        ]
        blocks = book.get("reports/year", year=2026)["currencies"]
        return [accounts, [(block["currency"], block["by_month"], block["by_tag"]) for block in blocks]]

    assert seen(copy) == seen(furnished)


def test_the_statement_of_the_first_book_adds_nothing_to_its_copy(copy: Household) -> None:
    rows = ["2026-01-15,버스,1500,"]

    again = preview(copy, STATEMENT)
    longer = preview(copy, STATEMENT + "\n".join(["", *rows]).encode())

    assert [row["state"] for row in again["rows"]] == ["same"] * 3
    assert [row["state"] for row in longer["rows"]] == ["same"] * 3 + ["new"]
    assert copy.commit(again["id"]) == {"added": 0, "skipped": 3}


def test_a_copy_belongs_to_who_made_it(furnished: Household, reader: Household, copy: Household) -> None:
    assert copy.get(copy.book)["role"] == "owner"
    assert [row["email"] for row in copy.get("members")["items"]] == [reader.email]
    assert {line["nickname"] for line in log(copy)} == {reader.email.partition("@")[0]}
    assert furnished.ask("GET", copy.book).status_code == 404


def test_rules_are_exported_in_the_same_order_by_every_database(reader: Household) -> None:
    # MariaDB holds a shorter text for one with blanks at its end, which sort after this character.
    with for_a_while(reader) as home:
        for text in ("가게", "가게\b", "나무"):
            home.post("rules", contains=text, category_id=home.categories["식비"])
        rules = json.loads(exported(home))["rules"]

    assert [rule["contains"] for rule in rules] == ["가게", "가게\b", "나무"]


def test_a_copy_and_its_model_go_ways_of_their_own(furnished: Household, reader: Household) -> None:
    before = exported(furnished)
    copy = read(reader, before)

    close(copy)

    assert exported(furnished) == before


# Where something is wrong, what stands there instead, and what the refusal names.
FAULTS = [
    pytest.param("format", "account-book/1", "file", id="another format"),
    pytest.param("members", [], "file", id="a section that is none"),
    pytest.param("book.currency", "XYZ", "book.currency", id="no currency"),
    pytest.param("book.timezone", "Asia/Atlantis", "book.timezone", id="no time zone"),
    pytest.param("book.name", " Travel ", "book.name", id="a name that no form takes"),
    pytest.param("accounts.0.name", "은행", "accounts.1.name", id="a name twice"),
    pytest.param("accounts.1.id", 1, "accounts.1.id", id="a number twice"),
    pytest.param("accounts.0.kind", "purse", "file", id="no kind of account"),
    pytest.param("accounts.0.opening_balance", 10**12 + 1, "file", id="too large a balance"),
    pytest.param(
        "accounts.0.archived_at", "0001-01-01T00:00:00+23:59", "accounts.0.archived_at", id="year 0"
    ),
    pytest.param("accounts.0.archived_at", "9999-12-31T23:59:59-01:00", "accounts.0.archived_at", id="10000"),
    pytest.param("accounts.0.archived_at", "2026-01-01T00:00:00", "file", id="a moment of no zone"),
    pytest.param("categories.0.parent_id", 1, "categories.0.parent_id", id="below itself"),
    pytest.param("categories.2.parent_id", 1, "categories.2.parent_id", id="two levels deep"),
    pytest.param("categories.2.parent_id", 14, "categories.2.parent_id", id="below one of the other kind"),
    pytest.param("categories.2.parent_id", 999, "categories.2.parent_id", id="below none"),
    pytest.param("rules.0.contains", "GS25", "rules.0.contains", id="a rule that is not folded"),
    pytest.param("rules.0.category_id", 999, "rules.0.category_id", id="a rule for nothing"),
    pytest.param("budgets.0.month", "2026-01-02", "budgets.0.month", id="a month that begins later"),
    pytest.param("budgets.0.category_id", 14, "budgets.0.category_id", id="a budget of income"),
    pytest.param("recurring.0.until", "2026-01-01", "recurring.0.until", id="an end before the beginning"),
    pytest.param("recurring.0.next_day", "1900-01-31", "recurring.0.next_day", id="due for a century"),
    pytest.param("recurring.1.to_amount", None, "recurring.1.to_amount", id="one amount of two currencies"),
    pytest.param("entries.0.day", "2026-02-30", "file", id="no such day"),
    pytest.param("entries.0.day", "2200-01-01", "entries.0.day", id="too late a day"),
    pytest.param("entries.0.amount", 0, "file", id="no amount"),
    pytest.param("entries.0.amount", 5.0, "file", id="an amount that is no integer"),
    pytest.param("entries.0.account_id", 999, "entries.0.account_id", id="an account that is not there"),
    pytest.param("entries.0.category_id", 14, "entries.0.category_id", id="a category of the other kind"),
    pytest.param("entries.0.kind", "transfer", "entries.0.to_account_id", id="a transfer to nowhere"),
    pytest.param("entries.0.payee", "a\0b", "entries.0.payee", id="what no database keeps"),
    pytest.param("entries.0.memo", "x" * 1001, "file", id="too long a memo"),
    pytest.param("entries.0.user_id", 1, "file", id="a field that is none"),
]


@pytest.mark.parametrize(("place", "value", "named"), FAULTS)
def test_a_row_that_is_wrong_is_named_and_nothing_is_kept(
    app: Flask, furnished: Household, reader: Household, place: str, value: Any, named: str
) -> None:
    book = json.loads(exported(furnished))
    *path, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    holder = book
    for part in path:
        holder = holder[part]
    holder[last] = value
    before = row_counts(app)

    response = reader.ask("POST", "/api/v1/books/import.json", json=book)

    assert (response.status_code, list(response.get_json()["errors"])) == (422, [named])
    assert row_counts(app) == before


@pytest.mark.parametrize(
    ("section", "field"), [("rules", "contains"), ("budgets", "month"), ("entries", "import_key")]
)
def test_what_stands_twice_is_named_and_nothing_is_kept(
    app: Flask, furnished: Household, reader: Household, section: str, field: str
) -> None:
    book = json.loads(exported(furnished))
    book[section].append(next(row for row in book[section] if row[field]))
    before = row_counts(app)

    response = reader.ask("POST", "/api/v1/books/import.json", json=book)

    named = f"{section}.{len(book[section]) - 1}.{field}"
    assert (response.status_code, list(response.get_json()["errors"])) == (422, [named])
    assert row_counts(app) == before
