"""Values as MariaDB stores and compares them; SQLite alone would take any value for any column."""

import re
import unicodedata
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from practice.errors import PracticeError
from practice.tables import INTEGERS, Column, Table

Value = None | int | float | str | bytes
MOMENTS = ("date", "datetime", "timestamp")
# MariaDB takes one digit for a month or a day, too, and cuts off parts of a second.
TIME = r"(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d*)?)?)?"
MOMENT = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})" + TIME + r"\s*", re.ASCII)


def moment_of(text: str) -> datetime:
    """Return the date, or the date and time, that a text names; raise ValueError."""
    if not (found := MOMENT.fullmatch(text)):
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(each or 0) for each in found.groups())
    return datetime(year, month, day, hour, minute, second)


def stored(value: Value, column: Column, table: Table, row: int) -> Value:
    """Return a value as its column holds it; raise PracticeError if it cannot."""
    if value is None:
        if not column.nullable:
            raise PracticeError(1048, column.name)
        return None
    if column.type in INTEGERS or column.type in ("decimal", "double", "float"):
        return stored_number(value, column, table, row)
    if isinstance(value, bytes) and not column.collation:
        if column.size and len(value) > column.size:
            raise PracticeError(1406, column.name, row)
        return value
    text = value.decode() if isinstance(value, bytes) else str(value)
    if column.type in MOMENTS:
        return stored_moment(text, column, table, row)
    if not column.collation:
        return text.encode()
    if column.collation.startswith("latin1"):
        check_latin1(text, column, table, row)
    if column.type == "char":
        text = text.rstrip(" ")
    # A TEXT is measured in bytes, a VARCHAR in characters.
    length = len(text.encode()) if column.type.endswith("text") else len(text)
    if length > column.size:
        raise PracticeError(1406, column.name, row)
    return text


def check_latin1(text: str, column: Column, table: Table, row: int) -> None:
    """Raise PracticeError 1366 for a character that is not in latin1, which is Windows' code page 1252."""
    at = next((at for at, each in enumerate(text) if not each.encode("cp1252", "ignore")), None)
    if at is not None:
        rest = text[at:].encode()
        shown = "".join(f"\\x{byte:02X}" for byte in rest[:5]) + "..." * (len(rest) > 5)
        raise PracticeError(1366, "string", shown, table.database, table.name, column.name, row)


def stored_number(value: Any, column: Column, table: Table, row: int) -> Value:
    """Return a number, rounded as its column demands."""
    kind = "integer" if column.type in INTEGERS else column.type
    try:
        number = Decimal(
            repr(value) if isinstance(value, float) else value if isinstance(value, int) else value.strip()
        )
    except (InvalidOperation, AttributeError):
        raise PracticeError(1366, kind, value, table.database, table.name, column.name, row) from None
    if column.type in ("double", "float"):
        # A FLOAT shows six digits.
        return float(number) if column.type == "double" else float(f"{number:.6g}")
    whole = number.quantize(Decimal(1).scaleb(-column.scale), ROUND_HALF_UP)
    if column.type == "decimal":
        if len(whole.as_tuple().digits) > max(column.size, column.scale):
            raise PracticeError(1264, column.name, row)
        return f"{whole:f}"
    bits = INTEGERS[column.type][1]
    least = 0 if column.unsigned else -(2 ** (bits - 1))
    if not least <= whole < least + 2**bits:
        raise PracticeError(1264, column.name, row)
    return int(whole)


def stored_moment(text: str, column: Column, table: Table, row: int) -> str:
    """Return a date or a time in its one form."""
    try:
        moment = moment_of(text)
    except ValueError:
        kind = "datetime" if column.type == "timestamp" else column.type
        raise PracticeError(1292, kind, text, table.database, table.name, column.name, row) from None
    return str(moment.date()) if column.type == "date" else str(moment)


@lru_cache(8192)
def key_ci(text: str) -> str:
    """Return what utf8mb4_general_ci sees of a text: no case, no accents, all emoji the same."""
    if text.isascii():
        return text.upper().rstrip(" ")
    return "".join(map(weight, text)).rstrip(" ")


def weight(character: str) -> str:
    """Return what utf8mb4_general_ci sees of a character."""
    if ord(character) > 0xFFFF:
        return "\ufffd"
    # Hangul decomposes, too, but its syllables are letters of their own.
    base = unicodedata.normalize("NFD", character)[0] if ord(character) < 0x2000 else character
    upper = base.upper()
    return upper if len(upper) == 1 else base


def compare_ci(left: str, right: str) -> int:
    """Order two texts as utf8mb4_general_ci does."""
    return (key_ci(left) > key_ci(right)) - (key_ci(left) < key_ci(right))


def compare_bin(left: str, right: str) -> int:
    """Order two texts by their characters; blanks at the end do not count."""
    left, right = left.rstrip(" "), right.rstrip(" ")
    return (left > right) - (left < right)


def compare_decimal(left: str, right: str) -> int:
    """Order two decimals that are written as texts."""
    return (Decimal(left) > Decimal(right)) - (Decimal(left) < Decimal(right))
