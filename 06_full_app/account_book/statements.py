"""Statement files as banks and cards give them, read into rows of text.

CSV in UTF-8 (with or without BOM), UTF-16 or cp949, and the workbooks of
Excel. What a cell means is decided in `columns`; here it stays a cell.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from account_book.errors import Invalid, TooLarge
from account_book.marks import N_

MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 2_000
MAX_UNPACKED = 40 * 1024 * 1024
"""Bytes that a workbook may unpack to: a zip bomb of 42 kB unpacks to petabytes."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"%PDF", b"RIFF", b"\x00\x00\x00")


_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+)([0-9]+)"[^>]*>\s*<(?:\w+:)?f[ >/]')


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a statement: its number in the file, beginning with 1, and the text of its cells."""

    line: int
    cells: list[str]


def read(content: bytes) -> Iterator[Row]:
    """Yield the rows of a statement that hold anything.

    Raises Invalid, naming line and column where there is one, for a file that
    is no statement, and TooLarge for one with more rows than MAX_ROWS.
    """
    if not content.strip():
        raise fault(N_("This file is empty."))
    if content.startswith((_ZIP, _OLE)):
        rows = _workbook(content)
    elif content.startswith(_PICTURES):
        raise fault(N_("This is no statement. Save it as CSV or XLSX and send that."))
    else:
        rows = _csv(_text(content))
    for count, row in enumerate(rows):
        if count == MAX_ROWS:
            raise _too_many()
        if any(row.cells):
            yield row


def fault(message: str, **params: object) -> Invalid:
    """Return the problem of a file that cannot be read."""
    return Invalid({"file": [message]}, params)


def _text(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    # Text in cp949 is hardly ever valid UTF-8, so the order tells them apart.
    for encoding in ["utf-16"] if utf16 else ["utf-8-sig", "cp949"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
        else:
            if "\0" not in text:
                return text
            line = text[: text.index("\0")].count("\n") + 1
    raise fault(N_("Line %(line)s is neither UTF-8 nor cp949 text."), line=line)


def _csv(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    csv.field_size_limit(MAX_CELL)
    begins = 1
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS:
                raise fault(
                    N_("Line %(line)s has more than %(most)s columns."), line=begins, most=MAX_COLUMNS
                )
            yield Row(begins, [cell.strip() for cell in cells])
            begins = reader.line_num + 1
    except csv.Error:
        message = N_(
            "Line %(line)s has a cell of more than %(most)s characters, or a quote that does not end."
        )
        raise fault(message, line=begins, most=MAX_CELL) from None


def _delimiter(text: str) -> str:
    # Amounts hold commas too, so the comma is taken only where nothing else parts the lines.
    lines = [line for line in text[:8192].splitlines() if line.strip()][:20]
    parting = (mark for mark in "\t;|" if sum(line.count(mark) >= 2 for line in lines) * 2 >= len(lines))
    return next(parting, ",")


def _workbook(content: bytes) -> Iterator[Row]:
    if content.startswith(_ZIP):
        _refuse_bomb_and_formulas(content)
    try:
        with CalamineWorkbook.from_object(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            if sheet.total_width > MAX_COLUMNS:
                raise fault(N_("Line %(line)s has more than %(most)s columns."), line=1, most=MAX_COLUMNS)
            if sheet.total_height > MAX_ROWS:
                raise _too_many()
            cells = sheet.to_python(skip_empty_area=False)
    except PasswordError:
        raise fault(N_("This workbook has a password. Save it without one.")) from None
    except (CalamineError, ZipError, OSError, ValueError, IndexError):
        raise fault(N_("This workbook cannot be read. Open it in Excel and save it anew.")) from None
    for line, row in enumerate(cells, 1):
        yield Row(line, [_cell(value)[:MAX_CELL] for value in row])


def _cell(value: object) -> str:
    """Write a cell of a workbook as a CSV would have it."""
    match value:
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time() | timedelta():
            return str(value)
        case bool():
            return str(value)
        case float() if value.is_integer():
            return str(int(value))
        case float():
            # repr gives the shortest decimal that is this float: what was typed.
            return format(Decimal(repr(value)), "f")
    return str(value).strip()


def _refuse_bomb_and_formulas(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # zipfile never unpacks more of a member than the header says, and testzip
            # finds those whose header lies.
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise TooLarge(N_("This workbook unpacks to more than is read here."))
            if archive.testzip():
                raise zipfile.BadZipFile
            for name in archive.namelist():
                found = _FORMULA.search(archive.read(name)) if name.startswith("xl/worksheets/") else None
                if found:
                    # Its cached result can be anything; a statement has figures, not formulas.
                    message = N_("Line %(line)s, column %(column)s holds a formula. Save the values only.")
                    raise fault(message, line=found[2].decode(), column=found[1].decode())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise fault(N_("This workbook cannot be read. Open it in Excel and save it anew.")) from None


def _too_many() -> TooLarge:
    return TooLarge(N_("This file has more than %(most)s lines. Split it."), params={"most": MAX_ROWS})
