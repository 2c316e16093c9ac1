"""Books that cannot be read again: each is refused with the place that is wrong, nothing of it is kept."""

import json
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.conftest import Household, sign_up
from tests.full_app.hostile import STRANGE_NAMES, STRANGE_TEXTS, refusal, row_counts

_ACCOUNT = {"kind": "bank", "currency": "KRW", "opening_balance": 0, "archived_at": None}
_CATEGORY = {"kind": "expense", "parent_id": None, "position": 0, "archived_at": None}
_TEMPLATE: dict[str, Any] = {
    "kind": "expense",
    "amount": 5_000,
    "account_id": 1,
    "to_account_id": None,
    "to_amount": None,
    "category_id": 1,
    "payee": "가게",
    "memo": "#하나",
}
_ENTRY = {**_TEMPLATE, "day": "2026-01-05", "import_key": None, "to_import_key": None}
BOOK: dict[str, Any] = {
    "format": "account-book/2",
    "book": {"name": "우리집", "currency": "KRW", "timezone": "Asia/Seoul"},
    "accounts": [
        {**_ACCOUNT, "id": 1, "name": "은행", "position": 0, "import_seed": "one"},
        {**_ACCOUNT, "id": 2, "name": "달러", "position": 1, "import_seed": "two", "currency": "USD"},
        {**_ACCOUNT, "id": 3, "name": "현금", "position": 2, "import_seed": "three"},
    ],
    "categories": [
        {**_CATEGORY, "id": 1, "name": "식비"},
        {**_CATEGORY, "id": 2, "name": "외식", "parent_id": 1},
        {**_CATEGORY, "id": 3, "name": "급여", "kind": "income"},
    ],
    "rules": [{"contains": "빵집", "category_id": 1}],
    "budgets": [{"category_id": 1, "month": "2026-01-01", "amount": 300_000}],
    "recurring": [
        {
            **_TEMPLATE,
            "every": "month",
            "anchor": "2199-01-31",
            "until": None,
            "next_day": "2199-01-31",
        }
    ],
    "entries": [
        _ENTRY,
        {**_ENTRY, "import_key": "k1"},
        {**_ENTRY, "kind": "transfer", "category_id": None, "to_account_id": 3, "to_import_key": "k2"},
    ],
}
IMPORT = "/api/v1/books/import.json"


@pytest.fixture(scope="module")
def reader(app: Flask) -> Household:
    """Somebody who sends books that cannot be read; none of them may leave a trace."""
    return sign_up(app)


def send(home: Household, content: bytes | str) -> TestResponse:
    """Send a file as it is."""
    return home.ask("POST", IMPORT, data=content, content_type="application/json")


def spoiled(place: str, value: object) -> bytes:
    """Return the book with another value at a place such as `entries.0.amount`; `-` adds one to a list."""
    book: Any = deepcopy(BOOK)
    holder = book
    *above, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    for part in above:
        holder = holder[part]
    if last == "-":
        holder.append(value)
    else:
        holder[last] = value
    return json.dumps(book).encode()


def test_the_book_of_this_file_is_otherwise_right(home: Household) -> None:
    response = send(home, json.dumps(BOOK, ensure_ascii=False))

    assert response.status_code == 201
    path = f"/api/v1/books/{response.get_json()['id']}"
    assert home.ask("GET", f"{path}/export.json").get_json() == BOOK


@pytest.mark.parametrize(
    ("content", "status"),
    [
        pytest.param(b"", 400, id="empty"),
        pytest.param(b"day,amount\n2026-01-05,5\n", 400, id="CSV"),
        pytest.param(b"PK\x03\x04", 400, id="zip"),
        pytest.param(b"[]", 400, id="list"),
        pytest.param(b"null", 400, id="null"),
        pytest.param(json.dumps(BOOK).encode()[:-1], 400, id="cut off"),
        pytest.param(json.dumps(BOOK).encode() * 2, 400, id="two books"),
        pytest.param(json.dumps(BOOK).encode("utf-16"), 400, id="UTF-16"),
        pytest.param(json.dumps(BOOK).encode("utf-8-sig"), 400, id="byte-order mark"),
        pytest.param(json.dumps(BOOK, ensure_ascii=False).encode("cp949"), 400, id="cp949"),
        pytest.param(json.dumps(BOOK).encode().replace(b"5000", b"NaN"), 400, id="NaN"),
        pytest.param(json.dumps(BOOK).encode().replace(b"5000", b"Infinity"), 400, id="Infinity"),
        pytest.param(json.dumps(BOOK).encode().replace(b"5000", b"1e400"), 400, id="1e400"),
        pytest.param(json.dumps(BOOK).encode().replace(b"5000", b"9" * 5_000), 400, id="5,000 digits"),
        pytest.param(json.dumps(BOOK).encode().replace(b"5000", b"05000"), 400, id="zero in front"),
        pytest.param(spoiled("entries.0.payee", "\ud800"), 400, id="half a surrogate pair"),
        pytest.param(
            json.dumps(BOOK).encode().replace(b'"amount"', b'"amount": 1, "amount"'), 400, id="twice"
        ),
        pytest.param(b'{"format": "account-book/2", "format": "account-book/2"}', 400, id="format twice"),
        pytest.param(b'{"entries":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, id="100,000 lists"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, id="100,000 objects"),
        pytest.param(b'{"entries":' + b"[" * 1_000_000, 400, id="a million open lists"),
        pytest.param(b"{}", 422, id="nothing"),
        pytest.param(b'{"format": "account-book/2"}', 422, id="format only"),
        pytest.param(b'{"entries":' + b"[" * 300 + b"]" * 300 + b"}", 422, id="300 lists"),
    ],
)
def test_a_file_that_is_no_book_is_refused(
    app: Flask, reader: Household, content: bytes, status: int
) -> None:
    before = row_counts(app)

    response = send(reader, content)

    assert list(refusal(response, status).get("errors", {})) == (["file"] if status == 422 else [])
    assert row_counts(app) == before


@pytest.mark.parametrize(
    ("place", "value"),
    [
        pytest.param("format", "account-book/1", id="older format"),
        pytest.param("format", "account-book/3", id="newer format"),
        pytest.param("format", None, id="null as format"),
        pytest.param("user_id", 1, id="unknown section"),
        pytest.param("members", [], id="members"),
        pytest.param("book", [], id="list as book"),
        pytest.param("book.id", 1, id="chosen number"),
        pytest.param("book.name", "", id="book without name"),
        pytest.param("book.name", "가" * 65, id="long name of the book"),
        pytest.param("book.name", 5, id="number as name"),
        pytest.param("accounts", {}, id="object of accounts"),
        pytest.param("accounts", None, id="null of accounts"),
        pytest.param("accounts.0", 5, id="number as account"),
        pytest.param("accounts.0.id", "1", id="text as number"),
        pytest.param("accounts.0.id", 0, id="number zero"),
        pytest.param("accounts.0.id", -1, id="number negative"),
        pytest.param("accounts.0.kind", "gold", id="unknown kind of account"),
        pytest.param("accounts.0.opening_balance", 10**12 + 1, id="opening too large"),
        pytest.param("accounts.0.opening_balance", -(2**63), id="opening of -2^63"),
        pytest.param("accounts.0.opening_balance", 0.0, id="opening as float"),
        pytest.param("accounts.0.position", -1, id="negative position"),
        pytest.param("accounts.0.archived_at", "yesterday", id="word as moment"),
        pytest.param("accounts.0.archived_at", 1767571200, id="seconds as moment"),
        pytest.param("accounts.0.archived_at", "2026-02-30T00:00:00Z", id="no such moment"),
        pytest.param("accounts.0.archived_at", "2026-01-01T00:00:00", id="moment of no zone"),
        pytest.param("accounts.0.balance", 5, id="chosen balance"),
        pytest.param("accounts.0.book_id", 1, id="account of another book"),
        pytest.param("accounts.0.import_seed", "s" * 33, id="seed too long"),
        pytest.param("accounts.0.import_seed", None, id="no seed"),
        pytest.param("categories.0.kind", "transfer", id="category of transfers"),
        pytest.param("categories.0.parent_id", "1", id="text as parent"),
        pytest.param("categories.0.position", True, id="boolean as position"),
        pytest.param("rules.0.contains", "", id="empty rule"),
        pytest.param("rules.0.contains", "a" * 201, id="long rule"),
        pytest.param("rules.0.category_id", None, id="rule for nothing"),
        pytest.param("budgets.0.month", "2026-01", id="month for a day"),
        pytest.param("budgets.0.month", "2026-02-30", id="budget of no such day"),
        pytest.param("budgets.0.amount", -1, id="negative budget"),
        pytest.param("budgets.0.amount", 1.5, id="budget as float"),
        pytest.param("recurring.0.every", "day", id="every day"),
        pytest.param("recurring.0.anchor", None, id="no first day"),
        pytest.param("recurring.0.day", "2026-01-05", id="day of a recurring one"),
        pytest.param("recurring.0.deleted_at", None, id="deleted recurring one"),
        pytest.param("entries.0.kind", "gift", id="unknown kind"),
        pytest.param("entries.0.amount", 0, id="amount zero"),
        pytest.param("entries.0.amount", -5, id="amount negative"),
        pytest.param("entries.0.amount", 5.0, id="amount as float"),
        pytest.param("entries.0.amount", "5", id="amount as text"),
        pytest.param("entries.0.amount", True, id="amount as boolean"),
        pytest.param("entries.0.amount", None, id="amount of null"),
        pytest.param("entries.0.amount", 10**12 + 1, id="amount beyond the limit"),
        pytest.param("entries.0.amount", 10**400, id="amount of 401 digits"),
        pytest.param("entries.0.day", "2026-02-30", id="no such day"),
        pytest.param("entries.0.day", "20260105", id="basic format"),
        pytest.param("entries.0.day", "2026-W01-1", id="week"),
        pytest.param("entries.0.day", "12026-01-05", id="year of five digits"),
        pytest.param("entries.0.day", "２０２６-０１-０５", id="full-width digits"),
        pytest.param("entries.0.day", 20260105, id="day as number"),
        pytest.param("entries.0.memo", "a" * 1001, id="memo too long"),
        pytest.param("entries.0.payee", None, id="payee of null"),
        pytest.param("entries.0.id", 1, id="chosen number of an entry"),
        pytest.param("entries.0.created_by", 1, id="chosen author"),
        pytest.param("entries.0.import_key", "k" * 33, id="key too long"),
        pytest.param("entries.1", None, id="null as entry"),
    ],
)
def test_a_book_of_another_shape_is_refused_with_the_place(
    app: Flask, reader: Household, place: str, value: object
) -> None:
    before = row_counts(app)

    response = send(reader, spoiled(place, value))

    [text] = refusal(response, 422)["errors"]["file"]
    parts = ["$", *place.split(".")]
    shown = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts)[1:]
    # Of a field that is not known, the object is the place.
    assert f"`{shown}`" in text or f"unknown field `{parts[-1]}`" in text
    assert row_counts(app) == before


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        pytest.param("book.name", " a", "book.name", id="blank in front of the name"),
        pytest.param("book.name", "a\0", "book.name", id="NUL in the name"),
        pytest.param("book.name", "e\u0301", "book.name", id="name not composed"),
        pytest.param("book.currency", "QQQ", "book.currency", id="unknown currency"),
        pytest.param("book.currency", "krw", "book.currency", id="currency in small letters"),
        pytest.param("book.timezone", "Seoul", "book.timezone", id="unknown time zone"),
        pytest.param("book.timezone", "../../etc/passwd", "book.timezone", id="path as time zone"),
        pytest.param("accounts.0.name", "a\nb", "accounts.0.name", id="line break in an account"),
        pytest.param("accounts.0.name", "\U0001d160" * 64, "accounts.0.name", id="longer once composed"),
        pytest.param("accounts.1.name", "은행", "accounts.1.name", id="two accounts of one name"),
        pytest.param("accounts.1.id", 1, "accounts.1.id", id="two accounts of one number"),
        pytest.param("accounts.1.currency", "", "accounts.1.currency", id="no currency"),
        pytest.param("accounts.0.import_seed", "a\0", "accounts.0.import_seed", id="NUL in a seed"),
        pytest.param(
            "accounts.2.archived_at",
            "0001-01-01T00:00:00+10:00",
            "accounts.2.archived_at",
            id="before year 1",
        ),
        pytest.param(
            "accounts.2.archived_at",
            "9999-12-31T23:59:59-10:00",
            "accounts.2.archived_at",
            id="after year 9999",
        ),
        pytest.param(
            "categories.0.archived_at",
            "0001-01-01T00:00:00+10:00",
            "categories.0.archived_at",
            id="category before year 1",
        ),
        pytest.param("categories.1.name", "식비", "categories.1.name", id="two categories of one name"),
        pytest.param("categories.1.id", 1, "categories.1.id", id="two categories of one number"),
        pytest.param("categories.1.parent_id", 9, "categories.1.parent_id", id="parent that is not there"),
        pytest.param("categories.1.parent_id", 2, "categories.1.parent_id", id="its own parent"),
        pytest.param("categories.1.parent_id", 3, "categories.1.parent_id", id="parent of the other kind"),
        pytest.param(
            "categories.0.parent_id", 2, "categories.1.parent_id", id="two that are above each other"
        ),
        pytest.param("rules.0.category_id", 9, "rules.0.category_id", id="rule for what is not there"),
        pytest.param("rules.0.contains", "ABC", "rules.0.contains", id="rule that is not folded"),
        pytest.param("rules.0.contains", "a\0", "rules.0.contains", id="NUL in a rule"),
        pytest.param("rules.-", BOOK["rules"][0], "rules.1.contains", id="two rules for one text"),
        pytest.param("budgets.0.category_id", 9, "budgets.0.category_id", id="budget of what is not there"),
        pytest.param("budgets.0.category_id", 3, "budgets.0.category_id", id="budget of an income"),
        pytest.param("budgets.0.month", "2026-01-02", "budgets.0.month", id="budget of a day"),
        pytest.param("budgets.0.month", "1899-12-01", "budgets.0.month", id="budget of 1899"),
        pytest.param("budgets.-", BOOK["budgets"][0], "budgets.1.month", id="two budgets for one month"),
        pytest.param("recurring.0.account_id", 9, "recurring.0.account_id", id="recurring from nowhere"),
        pytest.param(
            "recurring.0.category_id", 3, "recurring.0.category_id", id="recurring of the other kind"
        ),
        pytest.param("recurring.0.anchor", "2200-01-01", "recurring.0.anchor", id="first day in 2200"),
        pytest.param("recurring.0.until", "2199-01-30", "recurring.0.until", id="last day before the first"),
        pytest.param("recurring.0.memo", "\0", "recurring.0.memo", id="NUL in a recurring one"),
        pytest.param("entries.0.account_id", 9, "entries.0.account_id", id="account that is not there"),
        pytest.param("entries.0.account_id", 10**30, "entries.0.account_id", id="account of 31 digits"),
        pytest.param("entries.0.category_id", 9, "entries.0.category_id", id="category that is not there"),
        pytest.param("entries.0.category_id", 3, "entries.0.category_id", id="category of the other kind"),
        pytest.param(
            "entries.0.to_account_id", 3, "entries.0.to_account_id", id="expense that goes somewhere"
        ),
        pytest.param("entries.2.to_account_id", 1, "entries.2.to_account_id", id="transfer to itself"),
        pytest.param("entries.2.to_account_id", None, "entries.2.to_account_id", id="transfer to nowhere"),
        pytest.param("entries.2.to_account_id", 9, "entries.2.to_account_id", id="transfer out of the book"),
        pytest.param("entries.2.to_account_id", 2, "entries.2.to_amount", id="transfer to dollars as won"),
        pytest.param("entries.2.to_amount", 5, "entries.2.to_amount", id="two amounts in one currency"),
        pytest.param("entries.2.category_id", 1, "entries.2.category_id", id="category of a transfer"),
        pytest.param("entries.0.day", "1899-12-31", "entries.0.day", id="year 1899"),
        pytest.param("entries.0.day", "2200-01-01", "entries.0.day", id="year 2200"),
        pytest.param("entries.0.day", "0001-01-01", "entries.0.day", id="year 1"),
        pytest.param("entries.0.day", "9999-12-31", "entries.0.day", id="year 9999"),
        pytest.param("entries.0.payee", "a\0b", "entries.0.payee", id="NUL in a payee"),
        pytest.param("entries.0.import_key", "k\0", "entries.0.import_key", id="NUL in a key"),
        pytest.param("entries.0.import_key", "k1", "entries.1.import_key", id="two entries of one line"),
        pytest.param(
            "entries.0.to_import_key", "k2", "entries.2.to_import_key", id="two other sides of one line"
        ),
    ],
)
def test_a_book_that_breaks_a_rule_is_refused_with_the_row(
    app: Flask, reader: Household, place: str, value: object, field: str
) -> None:
    before = row_counts(app)

    response = send(reader, spoiled(place, value))

    assert list(refusal(response, 422)["errors"]) == [field]
    assert row_counts(app) == before


@pytest.mark.parametrize("section", ["accounts", "categories", "rules", "budgets", "recurring", "entries"])
def test_a_book_lacks_none_of_its_sections(app: Flask, reader: Household, section: str) -> None:
    before = row_counts(app)
    book = {name: rows for name, rows in BOOK.items() if name != section}

    response = send(reader, json.dumps(book))

    [text] = refusal(response, 422)["errors"]["file"]
    assert f"`{section}`" in text
    assert row_counts(app) == before


def test_what_is_wrong_with_a_book_is_said_in_korean(reader: Household) -> None:
    asked = {"headers": {"Accept-Language": "ko"}, "content_type": "application/json"}
    book = spoiled("accounts.0.name", "\U0001d160" * 64)

    response = reader.ask("POST", IMPORT, data=book, **asked)

    [text] = refusal(response, 422)["errors"]["accounts.0.name"]
    assert not text.isascii()


def test_the_last_row_that_is_wrong_undoes_all_rows_before_it(app: Flask, reader: Household) -> None:
    book, before = deepcopy(BOOK), row_counts(app)
    book["entries"] = [*BOOK["entries"][:1] * 2_500, {**BOOK["entries"][0], "account_id": 9}]

    response = send(reader, json.dumps(book))

    assert list(refusal(response, 422)["errors"]) == ["entries.2500.account_id"]
    assert row_counts(app) == before


def test_numbers_in_a_file_are_not_those_of_the_server(home: Household, stranger: Household) -> None:
    book = deepcopy(BOOK)
    book["accounts"][0]["id"] = stranger.accounts["bank"]
    for row in (*book["entries"], *book["recurring"]):
        row["account_id"] = stranger.accounts["bank"]

    made = send(home, json.dumps(book)).get_json()

    assert home.get(f"/api/v1/books/{made['id']}/accounts")["items"][0]["balance"] == -15_000
    assert stranger.get("accounts")["items"][1]["balance"] == 0
    assert [row["id"] for row in stranger.get("/api/v1/books")["items"]] != [made["id"]]


@pytest.fixture(scope="module")
def keeper(app: Flask) -> Household:
    """Somebody who has a book for each strange text."""
    return sign_up(app)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in STRANGE_TEXTS.items()])
def test_strange_text_comes_back_from_a_file(keeper: Household, text: str) -> None:
    made = send(keeper, spoiled("entries.0.memo", text)).get_json()

    exported = keeper.ask("GET", f"/api/v1/books/{made['id']}/export.json").get_json()

    assert exported["entries"][0]["memo"] == text


@pytest.mark.parametrize("name", [pytest.param(name, id=kind) for kind, name in STRANGE_NAMES.items()])
def test_strange_names_come_back_from_a_file(keeper: Household, name: str) -> None:
    made = send(keeper, spoiled("accounts.0.name", name)).get_json()

    exported = keeper.ask("GET", f"/api/v1/books/{made['id']}/export.json").get_json()

    assert exported["accounts"][0]["name"] == name


def full(section: str, most: int) -> bytes:
    """Return the book with so many rows in a section."""
    book, named = deepcopy(BOOK), {"accounts": "name", "categories": "name", "rules": "contains"}
    row, name = book[section][-1], named.get(section, "payee")
    for number in range(len(book[section]), most):
        numbered = {"id": number + 1} if "id" in row else {}
        book[section].append({**row, **numbered, name: f"{number}"})
    return json.dumps(book).encode()


@pytest.mark.parametrize(
    ("section", "most", "another"),
    [
        pytest.param("accounts", 100, {"name": "x", "kind": "cash"}, id="100 accounts"),
        pytest.param("categories", 200, {"name": "x", "kind": "income"}, id="200 categories"),
        pytest.param("rules", 300, {"contains": "x"}, id="300 rules"),
        pytest.param(
            "recurring",
            200,
            {"kind": "income", "amount": 5, "every": "year", "anchor": "2199-01-01"},
            id="200 recurring entries",
        ),
    ],
)
def test_a_book_holds_so_many_and_no_more(
    keeper: Household, section: str, most: int, another: dict[str, Any]
) -> None:
    made = send(keeper, full(section, most))
    path = f"/api/v1/books/{made.get_json()['id']}"
    first = {kind: keeper.get(f"{path}/{kind}")["items"][0]["id"] for kind in ("accounts", "categories")}
    named = {"rules": {"category_id": first["categories"]}, "recurring": {"account_id": first["accounts"]}}

    more = send(keeper, full(section, most + 1))
    one_more = keeper.ask("POST", f"{path}/{section}", json={**another, **named.get(section, {})})

    assert made.status_code == 201
    refusal(more, 422)
    refusal(one_more, 409)
    assert len(keeper.get(f"{path}/{section}")["items"]) == most
