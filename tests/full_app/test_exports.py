"""Exports: the whole book, as spreadsheets and programs can read it, and nothing in it that runs."""

import csv
import io
from typing import Any

import msgspec
import pytest
from werkzeug.test import TestResponse

from tests.full_app.conftest import Household

LINES = 3_000


def ask(home: Household, name: str) -> TestResponse:
    """Return an export, read to its end and closed, as a server does with what it streams."""
    return home.ask("GET", name, buffered=True)


def read_csv(home: Household) -> list[dict[str, str]]:
    """Return the rows of export.csv, as a spreadsheet would read them."""
    content = ask(home, "export.csv").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def read_json(home: Household) -> Any:
    """Return export.json."""
    return msgspec.json.decode(ask(home, "export.json").data)


def test_a_csv_says_by_a_mark_that_it_is_utf8(home: Household) -> None:
    home.spend(1, payee="김밥나라 🍙")

    response = ask(home, "export.csv")

    assert response.data.startswith(b"\xef\xbb\xbfid,day,kind,amount,")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="account-book.csv"'
    assert "김밥나라 🍙" in response.text


def test_a_csv_names_what_json_numbers(home: Household) -> None:
    entry = home.spend(12_300, payee="가게", memo="점심 #외식", category_id=home.categories["외식"])

    rows = read_csv(home)

    assert rows == [
        {
            **{"id": str(entry["id"]), "day": "2026-01-05", "kind": "expense", "amount": "12300"},
            **{"currency": "KRW", "account": "은행", "category": "외식", "payee": "가게"},
            **{"memo": "점심 #외식", "to_amount": "", "to_currency": "", "to_account": ""},
        }
    ]


@pytest.mark.parametrize(
    ("currency", "amount", "plain"),
    [
        pytest.param("KRW", 1_234_567, "1234567", id="won"),
        pytest.param("USD", 1_234_567, "12345.67", id="dollars"),
        pytest.param("USD", 5, "0.05", id="cents"),
        pytest.param("KWD", 1, "0.001", id="fils"),
        pytest.param("KRW", 10**12, "1000000000000", id="the largest"),
    ],
)
def test_amounts_in_a_csv_are_plain_decimals(home: Household, currency: str, amount: int, plain: str) -> None:
    account = home.post("accounts", name="Other", kind="cash", currency=currency)["id"]
    home.spend(amount, account_id=account)

    (row,) = read_csv(home)

    assert (row["amount"], row["currency"]) == (plain, currency)


def test_a_transfer_between_currencies_has_both_amounts(home: Household) -> None:
    dollars = home.post("accounts", name="Dollars", kind="cash", currency="USD")["id"]
    home.spend(14_000, kind="transfer", to_account_id=dollars, to_amount=1_000)

    (row,) = read_csv(home)

    assert (row["amount"], row["currency"], row["account"]) == ("14000", "KRW", "은행")
    assert (row["to_amount"], row["to_currency"], row["to_account"]) == ("10.00", "USD", "Dollars")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("=1+1", id="equals"),
        pytest.param("+82 10 1234 5678", id="plus"),
        pytest.param("-2+3", id="minus"),
        pytest.param("@SUM(A1)", id="at"),
        pytest.param("\t=1", id="tab"),
        pytest.param("\r=1", id="carriage return"),
        pytest.param("＝1+1", id="full-width equals"),
        pytest.param("＠SUM(A1)", id="full-width at"),
    ],
)
def test_no_cell_of_a_csv_runs_as_a_formula(home: Household, text: str) -> None:
    account = home.post("accounts", name=text.strip(), kind="cash")["id"]
    category = home.post("categories", name=text.strip(), kind="expense")["id"]
    home.spend(5, payee=text, memo=text, account_id=account, category_id=category)

    (row,) = read_csv(home)

    assert (row["payee"], row["memo"]) == (f"'{text}", f"'{text}")
    assert (row["account"], row["category"]) == (f"'{text.strip()}", f"'{text.strip()}")
    assert read_json(home)["entries"][0]["payee"] == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('He said "no", twice', id="quotes and commas"),
        pytest.param("one\ntwo\r\nthree", id="lines"),
        pytest.param("a;b|c\\d", id="separators of others"),
        pytest.param("5 = 2 + 3 - 0 @ home", id="signs inside"),
        pytest.param("'quoted", id="quote in front"),
        pytest.param("'); DROP TABLE entry; --", id="SQL"),
        pytest.param("\u202eright to left \U0001f468\u200d\U0001f469\u200d\U0001f467", id="Unicode"),
    ],
)
def test_a_text_comes_out_as_it_was_written(home: Household, text: str) -> None:
    home.spend(5, payee=text, memo=text)

    (row,), (entry,) = read_csv(home), read_json(home)["entries"]

    assert (row["payee"], row["memo"]) == (text, text)
    assert (entry["payee"], entry["memo"]) == (text, text)


def test_json_holds_the_book_its_accounts_categories_and_entries(home: Household) -> None:
    home.spend(5, memo="#하나 #둘")
    home.spend(7, kind="transfer", to_account_id=home.accounts["cash"])

    found = read_json(home)

    assert list(found) == [
        *("format", "book", "accounts", "categories", "rules", "budgets", "recurring", "entries")
    ]
    assert found["book"] == {"name": "우리집 가계부", "currency": "KRW", "timezone": "Asia/Seoul"}
    # Rows are numbered by their place, so that a copy's export is the same.
    assert {row["kind"]: row["id"] for row in found["accounts"]} == {"cash": 1, "bank": 2, "card": 3}
    assert [row["name"] for row in found["categories"]] == list(
        dict(sorted(home.categories.items(), key=lambda item: item[1]))
    )
    assert [
        (row["kind"], row["amount"], row["account_id"], row["to_account_id"]) for row in found["entries"]
    ] == [
        ("expense", 5, 2, None),
        ("transfer", 7, 2, 1),
    ]


def test_an_empty_book_is_exported_too(home: Household) -> None:
    assert read_csv(home) == []
    assert read_json(home)["entries"] == []


def test_an_export_holds_live_entries_of_this_book_only(home: Household, stranger: Household) -> None:
    stranger.spend(1)
    kept, gone = home.spend(2), home.spend(3)
    home.ask("DELETE", f"entries/{gone['id']}", headers={"If-Match": "*"})

    by_csv, by_json = read_csv(home), read_json(home)["entries"]

    assert [row["id"] for row in by_csv] == [str(kept["id"])]
    assert [row["amount"] for row in by_json] == [2]


def test_entries_are_exported_oldest_first(home: Household) -> None:
    days = ["2026-01-05", "2026-01-03", "2026-01-05", "2025-12-31"]
    ids = [home.spend(amount, day)["id"] for amount, day in enumerate(days, 1)]

    by_csv, by_json = read_csv(home), read_json(home)["entries"]

    assert [int(row["id"]) for row in by_csv] == [ids[3], ids[1], ids[0], ids[2]]
    assert [entry["amount"] for entry in by_json] == [4, 2, 1, 3]


def test_a_long_book_is_exported_whole(home: Household) -> None:
    lines = [b"2026-%02d-%02d,-%d" % (n % 12 + 1, n % 28 + 1, n + 1) for n in range(LINES)]
    home.take(b"date,amount\n" + b"\n".join(lines))

    by_csv, by_json = read_csv(home), read_json(home)["entries"]

    assert sorted(int(row["amount"]) for row in by_csv) == list(range(1, LINES + 1))
    assert sorted(entry["amount"] for entry in by_json) == list(range(1, LINES + 1))
    assert [entry["day"] for entry in by_json] == sorted(entry["day"] for entry in by_json)
