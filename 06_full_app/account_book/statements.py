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
from itertools import chain
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from account_book.errors import Invalid, Problem, TooLarge
from account_book.marks import N_

MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 2_000
MAX_UNPACKED = 40 * 1024 * 1024
"""Bytes that a workbook may unpack to: a zip bomb of 42 kB unpacks to petabytes."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"%PDF", b"RIFF", b"\x00\x00\x00")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")
_END = "\0"
"""Stands below a text that is read; no text holds it."""


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
    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise fault(N_("This workbook has a password. Save it without one."))
    if content.startswith(_ZIP):
        rows = _workbook(content)
    # XLS is not read: a cell in its last corner asks for more memory than there is.
    elif content.startswith((_OLE, *_PICTURES)):
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
    line = 1
    # Text in cp949 is hardly ever valid UTF-8, so the order tells them apart.
    for encoding in ["utf-16"] if utf16 else ["utf-8-sig", "cp949"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            broken = content[: error.start].count(b"\n") + 1
        else:
            if "\0" not in text:
                return text
            broken = text[: text.index("\0")].count("\n") + 1
        # The encoding that the file is meant in gets further than the other.
        line = max(line, broken)
    raise fault(N_("Line %(line)s is neither UTF-8 nor cp949 text."), line=line)


def _csv(text: str) -> Iterator[Row]:
    reader = csv.reader(chain(io.StringIO(text, newline=""), [_END]), delimiter=_delimiter(text))
    csv.field_size_limit(MAX_CELL)
    begins = 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                # It went into a cell, whose quote does not end.
                raise csv.Error
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
    # Without the commas in amounts, which part nothing.
    lines = [_THOUSANDS.sub("", line) for line in text[:8192].splitlines() if line.strip()][:20]
    return max(",\t;|", key=lambda mark: sum(line.count(mark) >= 2 for line in lines))


def _workbook(content: bytes) -> Iterator[Row]:
    content = _looked_through(content)
    try:
        with CalamineWorkbook.from_object(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            if sheet.total_width > MAX_COLUMNS:
                raise fault(N_("Line %(line)s has more than %(most)s columns."), line=1, most=MAX_COLUMNS)
            if sheet.total_height > MAX_ROWS:
                raise _too_many()
            cells = sheet.to_python(skip_empty_area=False)
    except (CalamineError, PasswordError, ZipError, OSError, ValueError, IndexError):
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
    # XML has no NUL, Excel writes `_x0000_`; no database keeps it.
    return str(value).replace("\0", "").strip()


def _looked_through(content: bytes) -> bytes:
    """Return a workbook packed anew, so that nothing is read but what was looked at.

    Left out are pictures and macros, and what makes a file another kind of workbook.
    """
    copy = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(copy, "w") as found:
            # zipfile never unpacks more of a member than the header says.
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise TooLarge(N_("This workbook unpacks to more than is read here."))
            for name in dict.fromkeys(archive.namelist()):
                if name.startswith(("xl/", "_rels/")) and name.endswith((".xml", ".rels")):
                    part = archive.read(name)
                    _look_through(part)
                    found.writestr(name, part)
    except Problem:
        raise
    except Exception:  # A broken archive ends in whatever zipfile and zlib run into.
        raise fault(N_("This workbook cannot be read. Open it in Excel and save it anew.")) from None
    return copy.getvalue()


def _look_through(part: bytes) -> None:
    """Raise Invalid or TooLarge for a formula, and for a cell beyond what is read.

    Two cells in opposite corners of a sheet make calamine ask for the memory of
    all between them, which ends the process.
    """
    places: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            places.append(attributes.get("r", ""))
        elif tag in {"v", "is", "f"} and places:
            _check_cell(places[-1], formula=tag == "f")

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "c" and places:
            places.pop()

    def doctype(*_names: object) -> None:
        raise zipfile.BadZipFile

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    # No workbook has one, and entities are made of it.
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(part, True)


def _check_cell(place: str, *, formula: bool) -> None:
    found = _PLACE.fullmatch(place)
    if found is None:
        raise zipfile.BadZipFile
    column, line = found[1], int(found[2])
    if line > MAX_ROWS:
        raise _too_many()
    if (len(column), column) > (2, "CV"):
        raise fault(N_("Line %(line)s has more than %(most)s columns."), line=line, most=MAX_COLUMNS)
    if formula:
        # Its cached result can be anything; a statement has figures, not formulas.
        message = N_("Line %(line)s, column %(column)s holds a formula. Save the values only.")
        raise fault(message, line=line, column=column)


def _too_many() -> TooLarge:
    return TooLarge(N_("This file has more than %(most)s lines. Split it."), params={"most": MAX_ROWS})
