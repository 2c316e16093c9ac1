"""Importing statements over the API: what is read of them, and that nothing comes into the book twice."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier
from typing import Any

import openpyxl
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.conftest import Household, sign_up

BANK = "거래일자,내용,출금액,입금액"
CARD = "승인일,승인번호,가맹점명,이용금액,상태"


@pytest.fixture(scope="module")
def reader(app: Flask) -> Household:
    """A household that looks at statements only, so that the tests of reading can share it."""
    return sign_up(app)


def lines(*texts: str) -> bytes:
    return "\r\n".join(texts).encode()


def workbook(*rows: list[Any]) -> bytes:
    book, file = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for cells in rows:
        sheet.append(cells)
    book.save(file)
    return file.getvalue()


def preview(home: Household, content: bytes, account: str = "bank", name: str = "statement.csv") -> Any:
    response = home.upload(content, account, name)
    assert response.status_code == 201, response.text
    return response.json


def signed(row: Any) -> Any:
    return row["amount"] if row["kind"] == "income" else -row["amount"]


def bookings(preview: Any) -> list[tuple[str, int, str]]:
    """Return (day, signed amount, payee) of the rows that a commit would add."""
    return [(row["day"], signed(row), row["payee"]) for row in preview["rows"] if row["state"] == "new"]


def states(preview: Any) -> list[str]:
    return [row["state"] for row in preview["rows"]]


def balances(home: Household) -> dict[str, int]:
    return {row["kind"]: row["balance"] for row in home.get("accounts")["items"]}


@pytest.mark.parametrize(
    "encoding",
    ["cp949", "utf-8", "utf-8-sig", "utf-16"],
)
def test_a_statement_is_read_in_the_encoding_it_has(reader: Household, encoding: str) -> None:
    text = f'{BANK}\n2025.01.15,뷁 "똠방각하","1,234",\n'

    found = preview(reader, text.encode(encoding))

    assert bookings(found) == [("2025-01-15", -1234, '뷁 "똠방각하"')]


def test_what_could_be_cp949_too_is_read_as_utf_8(reader: Household) -> None:
    found = preview(reader, lines("Date,Payee,Amount", "2025-01-15,Café,-1000"))

    assert bookings(found) == [("2025-01-15", -1000, "Café")]


@pytest.mark.parametrize(
    "day",
    [
        pytest.param("2025.01.15", id="dots"),
        pytest.param("2025-01-15 13:02", id="with a time"),
        pytest.param("2025-01-15T13:02:59", id="ISO 8601"),
        pytest.param("20250115", id="digits"),
        pytest.param("20250115130259", id="digits with a time"),
        pytest.param("2025년 1월 15일", id="Korean"),
        pytest.param("2025년01월15일 13:02", id="Korean with a time"),
        pytest.param("2025. 1. 15.", id="dots and spaces"),
        pytest.param("2025/1/15", id="slashes"),
        pytest.param("25.01.15", id="short year"),
        pytest.param("2025.01.15(수)", id="weekday"),
        pytest.param("２０２５．０１．１５", id="full width"),
    ],
)
def test_a_day_is_read_however_it_is_written(reader: Household, day: str) -> None:
    found = preview(reader, lines(BANK, f"{day},가게,1000,"))

    assert bookings(found) == [("2025-01-15", -1000, "가게")]


@pytest.mark.parametrize(
    "name", ["거래일자", "날짜", "승인일", "이용일시", " 거래 일자 ", "거래일(시간)", "Date"]
)
def test_a_column_of_days_is_known_by_its_name(reader: Household, name: str) -> None:
    found = preview(reader, lines(f"{name},내용,출금액,입금액", "2025-01-15,가게,1000,"))

    assert [column["role"] for column in found["columns"]] == ["day", "payee", "out", "in"]


@pytest.mark.parametrize(
    ("account", "header", "cells", "amount"),
    [
        pytest.param("bank", "출금액,입금액", '"1,234",', -1234, id="money out"),
        pytest.param("bank", "출금액,입금액", ',"1,234"', 1234, id="money in"),
        pytest.param("bank", "출금액,입금액", '"1,234",0', -1234, id="money out and a zero"),
        pytest.param("bank", "출금액(원),입금액(원)", "-,1234원", 1234, id="unit in the header and a dash"),
        pytest.param("bank", "찾으신금액,맡기신금액", '"1,234원",', -1234, id="polite names"),
        pytest.param("bank", "Withdrawal,Deposit", ',"₩1,234"', 1234, id="English names"),
        pytest.param("bank", "거래금액,잔액", '"-1,234","9,000"', -1234, id="one signed column, minus"),
        pytest.param("bank", "거래금액,잔액", '"+1,234","9,000"', 1234, id="one signed column, plus"),
        pytest.param("bank", "금액,메모", '"△1,234",', -1234, id="the triangle of bookkeepers"),
        pytest.param("card", "이용금액,할부", '"1,234원",3개월', -1234, id="spent by card"),
        pytest.param("card", "금액,할부", "1234,", -1234, id="a card's plain amount is spent"),
        pytest.param("card", "이용금액,할부", '"-1,234",', 1234, id="given back to the card"),
        pytest.param("card", "이용금액,거래금액", '"1,234","9,999"', -1234, id="spent and some other amount"),
    ],
)
def test_an_amount_is_read_with_its_direction(
    reader: Household, account: str, header: str, cells: str, amount: int
) -> None:
    found = preview(reader, lines(f"날짜,내용,{header}", f"2025-01-15,가게,{cells}"), account)

    assert bookings(found) == [("2025-01-15", amount, "가게")]


@pytest.mark.parametrize(
    ("mark", "junk"),
    [
        pytest.param(",", "", id="commas"),
        pytest.param("\t", "", id="tabs"),
        pytest.param(";", "", id="semicolons"),
        pytest.param("|", "", id="bars"),
        pytest.param(
            "\t", "바람은행\r\n예금주: 김하늘\r\n조회: 1월\r\n잔액: 1,234,567원\r\n\r\n", id="tabs below junk"
        ),
    ],
)
def test_cells_are_parted_by_what_parts_the_lines(reader: Household, mark: str, junk: str) -> None:
    table = [["날짜", "내용", "출금액", "잔액"], ["2025-01-15", "가게", '"1,234"', '"9,999,999"']]

    found = preview(reader, (junk + "\r\n".join(mark.join(cells) for cells in table)).encode())

    assert bookings(found) == [("2025-01-15", -1234, "가게")]


def test_marks_in_payees_part_nothing(reader: Household) -> None:
    found = preview(reader, lines(BANK, *["2025-01-15,체크|바람|가게,1000,"] * 3))

    assert bookings(found) == [("2025-01-15", -1000, "체크|바람|가게")] * 3


def test_lines_above_the_header_are_passed_over(reader: Household) -> None:
    junk = ["바람은행 거래내역", "", "예금주,김하늘,거래일자 순", '조회기간,"2025.01.01 ~ 2025.01.31"']

    found = preview(reader, lines(*junk, BANK, "2025.01.15,가게,1000,"))

    assert [(row["n"], row["state"]) for row in found["rows"]] == [(6, "new")]


@pytest.mark.parametrize(
    "total",
    [
        pytest.param('합계,,"1,000",0', id="total"),
        pytest.param('합 계,,"1,000",0', id="spaced"),
        pytest.param(",총합계,1000,0", id="in another column"),
        pytest.param("[소계],,1000,", id="in brackets"),
        pytest.param("총계(1건),,1000,", id="with a count"),
        pytest.param("TOTAL,,1000,", id="English"),
        pytest.param("2025.01.01 ~ 2025.01.31,합계,1000,", id="of a period"),
        pytest.param("※ 실제 청구금액과 다를 수 있습니다,,,", id="a remark"),
        pytest.param("2025-01-31,이월,0,0", id="no amount"),
    ],
)
def test_lines_that_are_no_bookings_are_left_out(reader: Household, total: str) -> None:
    found = preview(reader, lines(BANK, "2025-01-15,가게,1000,", total))

    assert states(found) == ["new", "skip"]
    assert found["rows"][1]["error"]


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        pytest.param(["15,11,가게,1000,승인", "16,12,가게,500,취소"], [-1000], id="the purchase is marked"),
        pytest.param(["15,11,가게,1000,승인", "16,11,가게,1000,취소"], [], id="a second line has its number"),
        pytest.param(["15,11,가게,1000,승인", "16,11,가게,-1000,취소"], [], id="and a minus"),
        pytest.param(["15,11,가게,1000,승인", "16,11,다른 이름,-1000,취소"], [], id="and another name"),
        pytest.param(["16,11,가게,-1000,취소", "15,11,가게,1000,승인"], [], id="newest first"),
        pytest.param(["15,,가게,1000,승인", "16,,가게,-1000,취소"], [], id="a minus without a number"),
        pytest.param(["15,,가게,1000,취소", "16,,가게,-1000,취소"], [], id="both are marked"),
        pytest.param(["15,11,가게,1000,취소", "16,11,가게,-1000,승인취소"], [], id="both, with a number"),
        pytest.param(
            ["15,11,가게,1000,승인", "16,11,가게,-300,부분취소"],
            [-1000, 300],
            id="a part of it, with a minus",
        ),
        pytest.param(["15,11,가게,1000,승인", "16,11,가게,300,부분취소"], [-1000, 300], id="a part of it"),
        pytest.param(["15,11,가게,1000,승인", "16,12,가게,-1000,취소"], [-1000, 1000], id="another number"),
        pytest.param(["15,,가게,1000,승인", "16,,남의 가게,-1000,취소"], [-1000, 1000], id="another shop"),
        pytest.param(["16,11,가게,-1000,취소"], [1000], id="a purchase of before this statement"),
        pytest.param(
            ["15,,가게,1000,승인", "15,,가게,1000,승인", "16,,가게,-1000,취소"],
            [-1000],
            id="one of two twins",
        ),
        pytest.param(
            ["15,,가게,1000,승인", "15,,가게,1000,승인", "16,,가게,-1000,취소", "16,,가게,-1000,취소"],
            [],
            id="both of two twins",
        ),
        pytest.param(
            ["14,,가게,1000,승인", "15,,가게,1000,취소", "16,,가게,-1000,취소"],
            [-1000],
            id="a twin that was kept",
        ),
        pytest.param(
            ["15,11,가게,1000,승인", "16,11,가게,-1000,취소", "17,11,가게,-1000,취소완료"],
            [],
            id="asked for and done",
        ),
        pytest.param(
            ["15,11,가게,1000,승인", "15,12,가게,1000,승인", "16,11,가게,-1000,취소", "16,,가게,-1000,취소"],
            [],
            id="one by its number and one by its name",
        ),
        pytest.param(["15,11,가게,1000,정상", "16,12,가게,500,취소안함"], [-1000, -500], id="not cancelled"),
        pytest.param(["15,11,가게,1000,N", "16,12,가게,500,Y"], [-1000], id="yes and no"),
    ],
)
def test_what_a_card_cancelled_was_not_spent(reader: Household, rows: list[str], amounts: list[int]) -> None:
    found = preview(reader, lines(CARD, *(f"2025-01-{row}" for row in rows)), "card")

    assert [amount for _, amount, _ in bookings(found)] == amounts
    assert {row["state"] for row in found["rows"]} <= {"new", "skip"}


def test_a_workbook_is_read_by_its_values(reader: Household) -> None:
    content = workbook(
        ["은하수은행"],
        ["거래일시", "내용", "출금액", "입금액", "메모"],
        [datetime(2025, 1, 15, 13, 2), "가게", 1234, None, None],
        [date(2025, 1, 16), 7, None, 1234.0, "#용돈"],
        ["2025.01.17", "글자로 쓴 금액", "1,234원", 0, None],
        ["합계", None, 2468, 1234, None],
    )

    found = preview(reader, content, name="statement.xlsx")

    assert bookings(found) == [
        ("2025-01-15", -1234, "가게"),
        ("2025-01-16", 1234, "7"),
        ("2025-01-17", -1234, "글자로 쓴 금액"),
    ]
    assert [(row["n"], row["state"]) for row in found["rows"]][-1] == (6, "skip")


def test_a_workbook_and_a_csv_of_the_same_lines_are_the_same(home: Household) -> None:
    content = workbook(list(BANK.split(",")), [datetime(2025, 1, 15, 13, 2), "가게", 1234, 0])
    home.take(lines(BANK, '2025.01.15,가게,"1,234원",'))

    found = preview(home, content, name="statement.xlsx")

    assert states(found) == ["same"]


def test_what_no_database_keeps_is_left_out_of_a_workbook(reader: Household) -> None:
    # This is how workbooks write NUL.
    content = workbook(list(BANK.split(",")), [date(2025, 1, 15), "가_x0000_게", 1000, 0])

    assert bookings(preview(reader, content)) == [("2025-01-15", -1000, "가게")]


def test_cents_are_read_where_the_account_has_them(home: Household) -> None:
    home.accounts["dollars"] = home.post("accounts", name="Dollars", kind="bank", currency="USD")["id"]
    content = lines("Date,Description,Amount", *["2025-01-15,Coffee,-0.10"] * 3, "2025-01-15,Pay,$1,234.50")

    home.take(content.replace(b"$1,234.50", b'"$1,234.50"'), "dollars")

    balance = next(row["balance"] for row in home.get("accounts")["items"] if row["currency"] == "USD")
    assert balance == 123_450 - 3 * 10


@pytest.mark.parametrize(
    ("language", "row", "error"),
    [
        pytest.param(
            "ko",
            "모름,가게,1000,",
            "3행 ‘거래일자’ 열: “모름” 값을 날짜로 읽을 수 없습니다.",
            id="day, Korean",
        ),
        pytest.param(
            "en", "모름,가게,1000,", "Line 3, column 거래일자: “모름” is no day.", id="day, English"
        ),
        pytest.param(
            "ko",
            "2025-01-15,가게,,천원",
            "3행 ‘입금액’ 열: “천원” 값을 금액으로 읽을 수 없습니다.",
            id="amount, Korean",
        ),
        pytest.param(
            "en", "2025-01-15,가게,천원,", "Line 3, column 출금액: “천원” is no amount.", id="amount, English"
        ),
        pytest.param(
            "en", "2025-02-30,가게,1,", "Line 3, column 거래일자: “2025-02-30” is no day.", id="no such day"
        ),
        pytest.param(
            "en", "2025-01-15,가게,1.5,", "Line 3, column 출금액: “1.5” is no amount.", id="half a won"
        ),
        pytest.param(
            "en", "2025-01-15,가게,=1+1,", "Line 3, column 출금액: “=1+1” is no amount.", id="formula"
        ),
    ],
)
def test_a_row_that_cannot_be_read_says_where(reader: Household, language: str, row: str, error: str) -> None:
    path = f"imports/{preview(reader, lines(BANK, '2025-01-15,가게,1000,', row))['id']}"

    found = reader.ask("GET", path, headers={"Accept-Language": language}).get_json()

    assert states(found) == ["new", "error"]
    assert found["rows"][1]["error"] == error


def test_a_preview_writes_no_entry(home: Household) -> None:
    found = preview(home, lines(BANK, "2026-01-15,가게,1000,"))
    path = f"imports/{found['id']}"

    again = home.get(path)
    home.ask("PATCH", path, json={"roles": ["day", None, "out", "in"]})

    assert again == found
    assert home.get("entries")["items"] == []
    assert balances(home) == {"cash": 0, "bank": 0, "card": 0}


def test_a_preview_says_what_each_row_is(home: Household) -> None:
    home.take(lines(BANK, "2026-01-15,가게,1000,"))
    home.spend(5_000, "2026-01-16", account_id=home.accounts["cash"])
    rows = ["15,가게,1000,", "15,가게,1000,", "16,입금,,5000", "17,이자,0,0", "32,가게,1000,"]

    found = preview(home, lines(BANK, *(f"2026-01-{row}" for row in rows)))

    assert states(found) == ["same", "new", "transfer", "skip", "error"]
    assert [row["n"] for row in found["rows"]] == [2, 3, 4, 5, 6]


def test_the_first_of_twins_in_the_book_leaves_the_second_to_add(home: Household) -> None:
    home.take(lines(BANK, "2026-01-15,버스,1500,"))

    added = home.take(lines(BANK, *["2026-01-15,버스,1500,"] * 3))

    assert added == {"added": 2, "skipped": 1}
    assert home.get("entries")["sums"][0]["expense"] == 3 * 1500


def test_roles_that_were_guessed_wrong_can_be_changed(home: Household) -> None:
    found = preview(home, lines("날짜,내용,금액,비고", "2026-01-15,가게,1000,점심 #외식"))
    roles = ["day", "memo", "spent", "payee"]

    changed = home.ask("PATCH", f"imports/{found['id']}", json={"roles": roles})
    home.commit(found["id"])

    assert [column["role"] for column in changed.get_json()["columns"]] == roles
    (entry,) = home.get("entries")["items"]
    assert (entry["kind"], entry["payee"], entry["memo"]) == ("expense", "점심 #외식", "가게")


@pytest.mark.parametrize(
    "roles",
    [
        pytest.param(["day", "payee", "out"], id="too few"),
        pytest.param(["day", "payee", "out", "in", None], id="too many"),
        pytest.param(["day", "payee", "out", "out"], id="one twice"),
        pytest.param([None, "payee", "out", "in"], id="no day"),
        pytest.param(["day", "payee", None, None], id="no amount"),
        pytest.param(["day", "payee", "out", "balance"], id="unknown"),
    ],
)
def test_roles_must_make_sense(home: Household, roles: list[str | None]) -> None:
    found = preview(home, lines(BANK, "2026-01-15,가게,1000,"))

    response = home.ask("PATCH", f"imports/{found['id']}", json={"roles": roles})

    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert home.get(f"imports/{found['id']}") == found


def test_chosen_rows_are_added_and_no_others(home: Household) -> None:
    found = preview(home, lines(BANK, *(f"2026-01-15,가게,{amount}," for amount in (1, 2, 4, 8))))

    answer = home.commit(found["id"], rows=[3, 5])

    assert answer == {"added": 2, "skipped": 2}
    assert sorted(entry["amount"] for entry in home.get("entries")["items"]) == [2, 8]


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        pytest.param({"rows": [2, 99]}, "rows", "Line 99 cannot be imported.", id="no such line"),
        pytest.param({"rows": [2, 3]}, "rows", "Line 3 cannot be imported.", id="an error"),
        pytest.param({"rows": [4]}, "rows", "Line 4 cannot be imported.", id="a total"),
        pytest.param(
            {"transfers": [2]}, "transfers", "Line 2 does not look like a transfer.", id="no transfer"
        ),
    ],
)
def test_rows_that_cannot_be_taken_are_refused_with_the_rest(
    home: Household, body: dict[str, list[int]], field: str, message: str
) -> None:
    found = preview(home, lines(BANK, "2026-01-15,가게,1000,", "모름,가게,1000,", "합계,,1000,"))

    response = home.ask("POST", f"imports/{found['id']}/commit", json=body)

    assert (response.status_code, response.get_json()["errors"]) == (422, {field: [message]})
    assert home.get("entries")["items"] == []


def test_an_import_is_committed_once(home: Household) -> None:
    path = f"imports/{preview(home, lines(BANK, '2026-01-15,가게,1000,'))['id']}"
    home.post(f"{path}/commit")

    answers = [
        home.ask("POST", f"{path}/commit", json={}),
        home.ask("PATCH", path, json={"roles": ["day", "payee", "out", "in"]}),
        home.ask("GET", path),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert len(home.get("entries")["items"]) == 1


def test_an_import_is_visible_to_its_members_only(home: Household, stranger: Household) -> None:
    path = f"imports/{preview(home, lines(BANK, '2026-01-15,가게,1000,'))['id']}"

    own = stranger.ask("POST", f"{path}/commit", json={})
    others = stranger.ask("POST", f"{home.book}/{path}/commit", json={})

    assert (own.status_code, others.status_code) == (404, 404)
    assert home.commit(int(path.rpartition("/")[2])) == {"added": 1, "skipped": 0}


def test_two_previews_of_one_file_add_it_once(home: Household) -> None:
    content = lines(BANK, "2026-01-15,가게,1000,", "2026-01-16,가게,1000,")
    first, second = preview(home, content), preview(home, content)

    answers = [home.commit(found["id"]) for found in (first, second)]

    assert answers == [{"added": 2, "skipped": 0}, {"added": 0, "skipped": 2}]
    assert len(home.get("entries")["items"]) == 2


def test_rows_chosen_in_an_old_preview_are_not_added_again(home: Household) -> None:
    content = lines(BANK, "2026-01-15,가게,1000,", "2026-01-16,가게,1000,")
    old = preview(home, content)
    home.take(content)

    answer = home.commit(old["id"], rows=[2, 3])

    assert answer == {"added": 0, "skipped": 2}


def test_how_a_payee_is_written_makes_no_other_booking(home: Household) -> None:
    home.take(lines(BANK, "2026-01-15,Coffee  Shop １,1000,"))

    found = preview(home, lines(BANK, "2026-01-15,COFFEE SHOP 1,1000,"))

    assert states(found) == ["same"]


def test_each_account_has_lines_of_its_own(home: Household) -> None:
    content = lines(BANK, "2026-01-15,가게,1000,")

    added = [home.take(content, account)["added"] for account in ("bank", "cash", "bank")]

    assert added == [1, 1, 0]


def test_a_deleted_entry_is_not_imported_again(home: Household) -> None:
    content = lines(BANK, "2026-01-15,가게,1000,")
    home.take(content)
    (entry,) = home.get("entries")["items"]
    home.ask("DELETE", f"entries/{entry['id']}", headers={"If-Match": "*"})

    answer = home.take(content)

    assert answer == {"added": 0, "skipped": 1}
    assert home.get("entries")["items"] == []


def test_an_edited_entry_is_not_imported_again(home: Household) -> None:
    content = lines(BANK, "2026-01-15,가게,1000,")
    home.take(content)
    (entry,) = home.get("entries")["items"]
    body = {"day": "2026-01-14", "amount": 900, "payee": "다른 가게"}
    home.ask("PATCH", f"entries/{entry['id']}", json=body, headers={"If-Match": "*"})

    answer = home.take(content)

    assert answer == {"added": 0, "skipped": 1}
    assert [item["amount"] for item in home.get("entries")["items"]] == [900]


@pytest.mark.parametrize(
    ("first", "second", "source", "target"),
    [
        pytest.param("50000,", ",50000", "bank", "cash", id="the other account's money went out"),
        pytest.param(",50000", "50000,", "cash", "bank", id="it came in"),
    ],
)
def test_two_sides_of_a_transfer_become_one(
    home: Household, first: str, second: str, source: str, target: str
) -> None:
    one, other = (lines(BANK, f"2026-01-1{day},이체,{side}") for day, side in ((5, first), (6, second)))
    home.take(one, "bank")
    found = preview(home, other, "cash")

    answer = home.commit(found["id"], transfers=[2])

    (entry,) = home.get("entries")["items"]
    assert (answer, states(found), found["rows"][0]["transfer_of"]) == (
        {"added": 1, "skipped": 0},
        ["transfer"],
        entry["id"],
    )
    assert (entry["kind"], entry["account_id"], entry["to_account_id"]) == (
        "transfer",
        home.accounts[source],
        home.accounts[target],
    )
    assert balances(home) == {"card": 0, source: -50_000, target: 50_000}
    report = home.get("reports/month", month="2026-01")["currencies"][0]
    assert (report["income"], report["expense"]) == (0, 0)
    assert (states(preview(home, one, "bank")), states(preview(home, other, "cash"))) == (["same"], ["same"])


def test_an_entry_that_becomes_a_transfer_loses_its_category(home: Household) -> None:
    entry = home.spend(50_000, "2026-01-15", category_id=home.categories["식비"], payee="현금")
    found = preview(home, lines(BANK, "2026-01-15,현금,,50000"), "cash")

    home.commit(found["id"], transfers=[2])

    after = home.get(f"entries/{entry['id']}")
    assert (after["kind"], after["category_id"], after["version"]) == ("transfer", None, 2)


def test_what_may_be_a_transfer_is_added_as_an_entry_unless_one_says_so(home: Household) -> None:
    home.take(lines(BANK, "2026-01-15,이체,50000,"), "bank")

    answer = home.take(lines(BANK, "2026-01-15,이체,,50000"), "cash")

    assert answer == {"added": 1, "skipped": 0}
    assert balances(home) == {"card": 0, "bank": -50_000, "cash": 50_000}
    report = home.get("reports/month", month="2026-01")["currencies"][0]
    assert (report["income"], report["expense"]) == (50_000, 50_000)


@pytest.mark.parametrize(
    ("account", "row"),
    [
        pytest.param("cash", "2026-01-17,이체,,50000", id="two days later"),
        pytest.param("cash", "2026-01-13,이체,,50000", id="two days before"),
        pytest.param("cash", "2026-01-15,이체,50000,", id="the same direction"),
        pytest.param("cash", "2026-01-15,이체,,50001", id="another amount"),
        pytest.param("bank", "2026-01-15,이체,,50000", id="the same account"),
    ],
)
def test_only_the_other_side_looks_like_a_transfer(home: Household, account: str, row: str) -> None:
    home.spend(50_000, "2026-01-15")

    found = preview(home, lines(BANK, row), account)

    assert states(found) == ["new"]


def test_an_entry_is_the_other_side_of_one_row_only(home: Household) -> None:
    home.spend(50_000, "2026-01-15")

    found = preview(home, lines(BANK, *["2026-01-15,이체,,50000"] * 2), "cash")

    assert states(found) == ["transfer", "new"]


def commit_at_once(home: Household, ids: list[int], **body: list[int]) -> list[TestResponse]:
    together = Barrier(len(ids))

    def commit(import_id: int) -> TestResponse:
        # Whoever finds a connection open would be done before the others have theirs.
        together.wait(timeout=30)
        home.get(f"imports/{import_id}")
        together.wait(timeout=30)
        return home.ask("POST", f"imports/{import_id}/commit", json=body)

    with ThreadPoolExecutor(len(ids)) as pool:
        return list(pool.map(commit, ids))


def test_of_parallel_commits_of_one_import_one_wins(home: Household) -> None:
    found = preview(home, lines(BANK, *(f"2026-01-15,가게,{amount}," for amount in range(1, 31))))

    answers = commit_at_once(home, [found["id"]] * 8)

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert len(home.get("entries", limit=200)["items"]) == 30


def test_parallel_commits_of_equal_imports_add_each_row_once(home: Household) -> None:
    content = lines(BANK, *(f"2026-01-15,가게,{amount}," for amount in range(1, 31)))
    ids = [preview(home, content)["id"] for _ in range(8)]

    answers = commit_at_once(home, ids)

    assert [answer.status_code for answer in answers] == [200] * 8
    assert sorted(answer.get_json()["added"] for answer in answers) == [0] * 7 + [30]


def test_of_parallel_links_to_one_entry_one_wins(home: Household) -> None:
    home.spend(50_000, "2026-01-15")
    ids = [preview(home, lines(BANK, "2026-01-15,이체,,50000"), side)["id"] for side in ("cash", "card")]

    answers = commit_at_once(home, ids, transfers=[2])

    won, lost = sorted(answer.status_code for answer in answers)
    # The other one sees that it came too late before it waits for the entry, or after.
    assert (won, lost in {409, 422}) == (200, True)
    assert sorted(balances(home).values()) == [-50_000, 0, 50_000]
