"""Files that are no statements: each is refused with what is wrong and where, and nothing is kept of it."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from account_book.models import Entry, ImportBatch
from account_book.statements import MAX_UNPACKED
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.full_app.conftest import Household, database_of, sign_up

HEADER = b"date,payee,debit\n"
ROW = b"2026-01-05,shop,1000\n"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def home(app: Flask) -> Household:
    """A household whose book stays empty, whatever these tests send."""
    return sign_up(app)


def send(home: Household, content: bytes, account: int | None = None, language: str = "en") -> TestResponse:
    """Upload a file of any size; Werkzeug's own forms leave a temporary file open for large ones."""
    form = (
        b'--x\r\nContent-Disposition: form-data; name="account_id"\r\n\r\n%d\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n%b\r\n--x--\r\n'
    )
    body = form % (account or home.accounts["bank"], content)
    headers = {"Accept-Language": language, "Content-Type": "multipart/form-data; boundary=x"}
    return home.ask("POST", "imports", data=body, headers=headers)


def kept(app: Flask, home: Household) -> tuple[int, int]:
    """Return how many entries and uploads the book holds."""
    book_id = int(home.book.rpartition("/")[2])
    with database_of(app).reading() as connection:
        entries, uploads = (
            connection.scalar(select(func.count()).where(table.book_id == book_id))
            for table in (Entry, ImportBatch)
        )
    return entries or 0, uploads or 0


def problem(response: TestResponse) -> tuple[int, str]:
    """Return the status of a problem document, and its only message."""
    assert response.mimetype == "application/problem+json"
    found = response.get_json()
    errors = [text for texts in found.get("errors", {}).values() for text in texts]
    (message,) = errors or [found["detail"]]
    return response.status_code, message


def workbook(*rows: list[Any]) -> bytes:
    book, file = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for cells in [["date", "payee", "debit"], [date(2026, 1, 5), "shop", 1000], *rows]:
        sheet.append(cells)
    book.save(file)
    return file.getvalue()


def repacked(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a good workbook with one of its parts changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    return file.getvalue()


def with_cells(xml: bytes) -> bytes:
    return repacked(SHEET, lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>"))


def bomb() -> bytes:
    return repacked(
        SHEET, lambda sheet: sheet.replace(b"</sheetData>", b" " * MAX_UNPACKED + b"</sheetData>")
    )


def lying_bomb() -> bytes:
    """Return a workbook that says of its sheet that it has 1,000 bytes."""
    content = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = struct.pack("<I", archive.getinfo(SHEET).file_size)
    for place in (content.find(size), content.rfind(size)):
        content[place : place + 4] = struct.pack("<I", 1000)
    return bytes(content)


def broken_inside() -> bytes:
    """Return a workbook whose packed sheet is overwritten in the middle."""
    content = bytearray(workbook())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    content[start : start + 40] = b"\xff" * 40
    return bytes(content)


def out_of_place() -> bytes:
    """Return a workbook whose list of parts says to begin before the file does."""
    content = bytearray(workbook())
    end = content.rfind(b"PK\x05\x06")
    content[end + 16 : end + 20] = struct.pack("<I", 2**31)
    return bytes(content)


def zipped(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def open_document() -> bytes:
    """Return a workbook of LibreOffice's own kind, in which formulas and far cells are not looked for."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in ("date", "payee", "debit")
    )
    table = f'<table:table table:name="a"><table:table-row>{cells}</table:table-row></table:table>'
    content = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:'
            'manifest:1.0"/>',
            "content.xml": f"<office:document-content {spaces}>{content}</office:document-content>",
        }
    )


NO_STATEMENT = "This is no statement. Save it as CSV or XLSX and send that."
UNREADABLE = "This workbook cannot be read. Open it in Excel and save it anew."
NO_HEADER = "No line of this file names its columns: there must be one for the day and one for the amount."
NOT_TEXT = "Line {} is neither UTF-8 nor cp949 text."
TOO_WIDE = "Line {} has more than 100 columns."
TOO_LONG = "Line {} has a cell of more than 2000 characters, or a quote that does not end."
TOO_MANY = "This file has more than 20000 lines. Split it."


@pytest.mark.parametrize(
    ("make", "status", "message"),
    [
        pytest.param(lambda: b"", 422, "This file is empty.", id="empty"),
        pytest.param(lambda: b" \r\n\n", 422, "This file is empty.", id="blank"),
        pytest.param(lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), 422, NO_STATEMENT, id="PNG"),
        pytest.param(lambda: b"\xff\xd8\xff\xe0" + bytes(99), 422, NO_STATEMENT, id="JPEG"),
        pytest.param(lambda: b"%PDF-1.7\n" + bytes(99), 422, NO_STATEMENT, id="PDF"),
        pytest.param(
            lambda: b"\x7f" + random.Random(1).randbytes(999), 422, NOT_TEXT.format(1), id="random bytes"
        ),
        pytest.param(lambda: HEADER + b"2026-01-05,a\0b,1\n", 422, NOT_TEXT.format(2), id="NUL"),
        pytest.param(
            lambda: "날짜,내용,출금액\n2026-01-05,가게,1\n2026-01-05,가게".encode()[:-1] + b",1\n",
            422,
            NOT_TEXT.format(3),
            id="broken UTF-8",
        ),
        pytest.param(
            lambda: "날짜,내용,출금액\n2026-01-05,가게,1\n".encode("cp949") + b"2026-01-05,\xff,1\n",
            422,
            NOT_TEXT.format(3),
            id="broken cp949",
        ),
        pytest.param(
            lambda: (HEADER + ROW).decode().encode("utf-16")[:-1], 422, NOT_TEXT.format(2), id="UTF-16"
        ),
        pytest.param(lambda: ROW * 3, 422, NO_HEADER, id="no header"),
        pytest.param(lambda: b"date,payee,memo\n" + ROW, 422, NO_HEADER, id="no amount in the header"),
        pytest.param(lambda: b"junk\n" * 50 + HEADER + ROW, 422, NO_HEADER, id="header too far down"),
        pytest.param(lambda: b"<html><table><tr><td>date</td></tr></table>", 422, NO_HEADER, id="HTML"),
        pytest.param(lambda: b"," * 10**6, 422, TOO_WIDE.format(1), id="million columns"),
        pytest.param(lambda: HEADER + ROW + b"," * 100, 422, TOO_WIDE.format(3), id="101 columns"),
        pytest.param(lambda: b"x" * 5_000_000, 422, TOO_LONG.format(1), id="endless line"),
        pytest.param(
            lambda: HEADER + b'2026-01-05,"shop,1000\n' + ROW, 422, TOO_LONG.format(2), id="open quote"
        ),
        pytest.param(
            lambda: HEADER + b'2026-01-05,"shop' + ROW * 999, 422, TOO_LONG.format(2), id="and long"
        ),
        pytest.param(lambda: HEADER + ROW * 20_000, 413, TOO_MANY, id="too many lines"),
        pytest.param(bomb, 413, "This workbook unpacks to more than is read here.", id="zip bomb"),
        pytest.param(lying_bomb, 422, UNREADABLE, id="zip bomb whose header lies"),
        pytest.param(lambda: workbook()[:-100], 422, UNREADABLE, id="cut zip"),
        pytest.param(broken_inside, 422, UNREADABLE, id="broken zip"),
        pytest.param(out_of_place, 422, UNREADABLE, id="zip without a beginning"),
        pytest.param(lambda: zipped({"a.csv": "date,debit"}), 422, UNREADABLE, id="zip of something else"),
        pytest.param(
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
            422,
            "This is no statement. Save it as CSV or XLSX and send that.",
            id="XLS",
        ),
        pytest.param(open_document, 422, UNREADABLE, id="workbook of another kind"),
        pytest.param(
            lambda: repacked("xl/workbook.xml", lambda xml: xml[:-9]), 422, UNREADABLE, id="broken XML"
        ),
        pytest.param(
            lambda: workbook([date(2026, 1, 6), "shop", "=C2*2"]),
            422,
            "Line 3, column C holds a formula. Save the values only.",
            id="formula",
        ),
        pytest.param(
            lambda: with_cells(b'<row r="3"><c r="B3" s="1"><f>1+1</f><v>2</v></c></row>'),
            422,
            "Line 3, column B holds a formula. Save the values only.",
            id="formula with a style",
        ),
        # Between two far cells there is room for more than any memory holds.
        pytest.param(
            lambda: with_cells(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
            413,
            TOO_MANY,
            id="far cell",
        ),
        pytest.param(
            lambda: with_cells(b'<row r="3"><c r="CW3"><v>1</v></c></row>'),
            422,
            TOO_WIDE.format(3),
            id="column 101 of a workbook",
        ),
        pytest.param(
            lambda: with_cells(b'<row r="9999999"><c><v>1</v></c></row>'),
            422,
            UNREADABLE,
            id="cell without a place",
        ),
        pytest.param(
            lambda: with_cells(b"<row r='3'><c s='1'  r='XFD3'\n><v>1</v></c></row>"),
            422,
            TOO_WIDE.format(3),
            id="far cell written in an odd way",
        ),
    ],
)
def test_a_file_that_is_no_statement_is_refused_and_not_kept(
    app: Flask, home: Household, make: Callable[[], bytes], status: int, message: str
) -> None:
    before = kept(app, home)

    response = send(home, make())

    assert problem(response) == (status, message)
    assert kept(app, home) == before


def test_a_refusal_is_in_the_language_of_the_request(home: Household) -> None:
    response = send(home, HEADER + b'2026-01-05,"', language="ko")

    assert problem(response) == (422, "2행에 2000자를 넘는 셀이 있거나 따옴표가 닫히지 않았습니다.")


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        pytest.param({"file": None}, 422, "file", id="no file"),
        pytest.param({"file": "text"}, 422, "file", id="text instead of a file"),
        pytest.param({"account_id": None}, 422, "account_id", id="no account"),
        pytest.param({"account_id": "bank"}, 422, "account_id", id="no number"),
        pytest.param({"account_id": "0"}, 422, "account_id", id="zero"),
        pytest.param({"account_id": "9" * 30}, 422, "account_id", id="too large a number"),
        pytest.param({"account_id": "999999999"}, 404, "account_id", id="no such account"),
        pytest.param({"book_id": "1"}, 422, "book_id", id="unknown field"),
    ],
)
def test_an_upload_needs_a_file_and_an_account(
    app: Flask, home: Household, change: dict[str, str | None], status: int, field: str
) -> None:
    form = {"file": (io.BytesIO(HEADER + ROW), "a.csv"), "account_id": str(home.accounts["bank"]), **change}
    data = {name: value for name, value in form.items() if value is not None}

    before = kept(app, home)

    response = home.ask("POST", "imports", data=data, content_type="multipart/form-data")

    assert (response.status_code, list(response.get_json()["errors"])) == (status, [field])
    assert kept(app, home) == before


def test_an_account_of_another_book_is_not_there(app: Flask, home: Household, stranger: Household) -> None:
    before = kept(app, home)

    response = send(home, HEADER + ROW, stranger.accounts["bank"])

    assert problem(response) == (404, "There is nothing here.")
    assert (kept(app, home), kept(app, stranger)) == (before, (0, 0))


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("application/json", id="JSON"),
        pytest.param("text/csv", id="CSV"),
        pytest.param("application/x-www-form-urlencoded", id="form without a file"),
        pytest.param(None, id="none"),
    ],
)
def test_a_statement_comes_as_a_form(app: Flask, home: Household, kind: str | None) -> None:
    before = kept(app, home)

    response = home.ask("POST", "imports", data=HEADER + ROW, content_type=kind)

    assert problem(response) == (415, "Send the file as multipart/form-data.")
    assert kept(app, home) == before


def test_a_form_without_its_boundary_holds_nothing(app: Flask, home: Household) -> None:
    before = kept(app, home)

    response = home.ask("POST", "imports", data=HEADER + ROW, headers={"Content-Type": "multipart/form-data"})

    assert (response.status_code, set(response.get_json()["errors"])) == (422, {"file", "account_id"})
    assert kept(app, home) == before


def test_a_file_over_5_mb_is_too_large(app: Flask, home: Household) -> None:
    before = kept(app, home)

    response = send(home, HEADER + ROW * 260_000)

    assert problem(response) == (413, "This is larger than what is read here.")
    assert kept(app, home) == before
