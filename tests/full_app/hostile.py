"""What no honest client sends, and what every refusal has in common."""

import base64
import hmac
import json
import re
from typing import Any

from account_book.models import Base
from flask import Flask
from sqlalchemy import func, literal, select, union_all
from werkzeug.test import TestResponse

from tests.full_app.conftest import KEY, database_of

# Words of a trace, of SQL and of a file system: none of them is a client's business.
_INSIDE = re.compile(
    r"Traceback|\.py\b|SELECT |INSERT |UPDATE |sqlalchemy|pymysql|sqlite|pydantic|werkzeug|/(home|usr|tmp)/",
    re.IGNORECASE,
)

# Text that a careless program cuts, escapes, runs or reorders.
STRANGE_TEXTS = {
    "quotes": "\"it's\" `so` \\' \\",
    "SQL": "'); DROP TABLE entry; --",
    "HTML": "<script>alert(1)</script>&amp;",
    "template": "{{ 7 * 7 }} {% raw %} ${x}",
    "placeholders": "100% %s %(name)s ? :id _",
    "formula": '=HYPERLINK("http://x")',
    "emoji": "👩🏽‍🚀🏳️‍🌈",
    "right-to-left": "שלום عربى \u202e123",
    "joiners": "क्‍ष می‌خواهم \u2060",
    "beyond the BMP": "𠮷𝄞\U0010ffff\uffff",
    # What follows is not for names: those are composed (NFC), trimmed, and of one line.
    "decomposed": "e\u0301 \u1112\u1161\u11ab",
    "blanks": "  x\u00a0\u3000\ufeff\u2028 ",
    "control characters": "a\r\nb\tc\x01\x1f\x7f\x85",
}
STRANGE_NAMES = dict(list(STRANGE_TEXTS.items())[:10])

# Values that are wrong for a field of an entry, whatever the others are.
WRONG_VALUES: dict[str, dict[str, Any]] = {
    "kind": {
        "unknown": "gift",
        "capital letter": "Expense",
        "blank in front": " expense",
        "empty": "",
        "null": None,
        "number": 1,
        "list": ["expense"],
    },
    "day": {
        "no such day": "2026-02-30",
        "no leap year": "2025-02-29",
        "month 13": "2026-13-01",
        "basic format": "20260105",
        "week": "2026-W01-1",
        "day of the year": "2026-005",
        "year 0": "0000-01-01",
        "year 1": "0001-01-01",
        "year 1899": "1899-12-31",
        "year 2200": "2200-01-01",
        "year 9999": "9999-12-31",
        "year of five digits": "12026-01-05",
        "number": 20260105,
        "seconds since 1970": 1767571200,
        "full-width digits": "２０２６-０１-０５",
        "Arabic digits": "٢٠٢٦-٠١-٠٥",
        "line break at the end": "2026-01-05\n",
        "blank in front": " 2026-01-05",
        "with a time": "2026-01-05T00:00:00",
        "one digit": "2026-1-5",
        "slashes": "2026/01/05",
        "empty": "",
        "word": "today",
        "null": None,
        "boolean": True,
        "list": ["2026-01-05"],
    },
    "amount": {
        "whole float": 5.0,
        "float": 0.5,
        "text": "5",
        "text with a comma": "1,000",
        "true": True,
        "false": False,
        "null": None,
        "object": {},
        "list": [5],
        "zero": 0,
        "negative": -5,
        "one beyond the limit": 10**12 + 1,
        "2^63": 2**63,
        "2^64 + 5": 2**64 + 5,
        "4,000 digits": 10**3999,
    },
    "account_id": {
        "text": "5",
        "float": 5.0,
        "true": True,
        "null": None,
        "object": {},
        "list": [],
        "zero": 0,
        "negative": -1,
        "2^63": 2**63,
        "30 digits": 10**29,
    },
    "to_account_id": {"text": "5", "true": True, "zero": 0, "2^63": 2**63},
    "to_amount": {"text": "5", "float": 1.5, "zero": 0, "beyond the limit": 10**12 + 1},
    "category_id": {"text": "5", "false": False, "negative": -1, "2^64": 2**64},
    "payee": {
        "201 characters": "가" * 201,
        "NUL": "a\0b",
        "null": None,
        "number": 5,
        "object": {"a": "b"},
        "list of lists": [[[]]],
    },
    "memo": {"1,001 characters": "🍙" * 1001, "NUL": "\0", "null": None, "boolean": True},
    "user_id": {"somebody": 1},
    "book_id": {"another book": 1},
    "id": {"chosen": 1},
    "version": {"chosen": 7},
    "deleted_at": {"null": None},
    "import_key": {"chosen": "x"},
    "created_by": {"somebody": 1},
    "tags": {"apart from the memo": ["a"]},
    "__class__": {"name of Python's": "x"},
    "Amount": {"capital letter": 5},
    "amount ": {"blank in the name": 5},
    "payee\0": {"NUL in the name": "x"},
}

# Values that are wrong for a field of a kind, wherever it stands.
_NAME: dict[str, Any] = {
    "empty": "",
    "blank": " \u3000\n",
    "65 characters": "가" * 65,
    "longer once composed": "\U0001d160" * 64,
    "NUL": "a\0",
    "line break": "a\nb",
    "nothing visible": "\u200b\x7f",
    "null": None,
    "number": 5,
    "list": ["a"],
}
_CHOICE = {name: value for name, value in WRONG_VALUES["kind"].items() if name != "blank in front"}
_LIST: dict[str, Any] = {
    "null": None,
    "object": {},
    "text": "[]",
    "number": 1,
    "boolean": True,
    "too many": [{}] * 20_001,
}
_NUMBER: dict[str, Any] = {
    "text": "1",
    "float": 1.0,
    "boolean": True,
    "list": [1],
    "object": {},
    "2^63": 2**63,
}
# All the wrong days and amounts are tried on an entry; of other rows, one of each sort.
_DAYS = ("no such day", "basic format", "year 1", "year 9999", "number", "full-width digits", "null", "list")
_AMOUNTS = ("whole float", "text", "true", "null", "zero", "negative", "one beyond the limit", "4,000 digits")
_SOME_DAYS = {name: WRONG_VALUES["day"][name] for name in _DAYS}
_SOME_AMOUNTS = {name: WRONG_VALUES["amount"][name] for name in _AMOUNTS}
WRONG: dict[str, dict[str, Any]] = {
    "id": WRONG_VALUES["account_id"],
    "amount": _SOME_AMOUNTS,
    "budget": {name: value for name, value in _SOME_AMOUNTS.items() if name not in {"null", "zero"}},
    "balance": {**_NUMBER, "null": None, "too large": 10**12 + 1, "too small": -(10**12) - 1},
    "position": {**_NUMBER, "null": None, "negative": -1, "too large": 1_000_001},
    "days": {**_NUMBER, "null": None, "zero": 0, "negative": -1, "367": 367},
    "day": _SOME_DAYS,
    "choice": _CHOICE,
    "name": _NAME,
    "text": WRONG_VALUES["payee"],
    "memo": WRONG_VALUES["memo"],
    "boolean": {"text": "true", "one": 1, "zero": 0, "null": None, "word": "yes", "list": [True]},
    "currency": {
        "small": "krw",
        "unknown": "QQQ",
        "empty": "",
        "line break": "KRW\n",
        "list": ["KRW"],
        "1": 1,
    },
    "timezone": {
        "city": "Seoul",
        "small": "asia/seoul",
        "offset": "+09:00",
        "path": "../../etc/passwd",
        "NUL": "Asia/Seoul\0",
        "empty": "",
        "null": None,
        "number": 9,
    },
    "password": {"null": None, "number": 12345678, "list": ["a"], "NUL": "tree\0roof", "8,193": "x" * 8193},
    "code": {"null": None, "number": 5, "empty": "", "101 characters": "x" * 101, "list": ["a"]},
    "list": _LIST,
    "group": {"number": 5, "empty": "", "33 characters": "x" * 33, "list": []},
}
OPTIONAL = {f"{kind} or null": {k: v for k, v in WRONG[kind].items() if k != "null"} for kind in WRONG}
"""The same where null says that there is none."""

# What is no row's number, or no number at all.
WRONG_IDS = {
    "zero": "0",
    "negative": "-1",
    "no such row": "9" * 18,
    "2^63": str(2**63),
    "30 digits": "9" * 30,
    "5,000 digits": "9" * 5000,
    "leading zero": "01",
    "plus sign": "+1",
    "decimal point": "1.0",
    "exponent": "1e3",
    "hexadecimal": "0x1",
    "underscore": "1_0",
    "blank": "1 ",
    "line break": "1\n",
    "NUL": "1\0",
    "Arabic digits": "١٢",
    "full-width digits": "１２",
    "superscript": "²",
    "quote": "1'",
    "SQL": "1 OR 1=1",
    "path": "../../etc/passwd",
    "word": "null",
}

_COUNTS = union_all(
    *(select(literal(name), func.count()).select_from(table) for name, table in Base.metadata.tables.items())
)


def refusal(response: TestResponse, status: int) -> Any:
    """Return the problem document of a refusal; fail if there is none, or if it tells too much."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert problem.keys() >= {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert not _INSIDE.search(response.text), response.text
    return problem


def row_counts(app: Flask) -> dict[str, int]:
    """Return how many rows each table holds: a refused request leaves them as they were.

    A row of a book that was changed shows too, for each change writes a line of `change_log`.
    """
    with database_of(app).reading() as connection:
        return {str(name): int(count) for name, count in connection.execute(_COUNTS)}


def base64url(value: object) -> str:
    """Return bytes as they are, and all else as JSON, in the alphabet of tokens."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forge(header: object, claims: object, key: str = KEY, algorithm: str = "sha256") -> str:
    """Sign whatever is asked, as no library would."""
    message = f"{base64url(header)}.{base64url(claims)}"
    return f"{message}.{base64url(hmac.digest(key.encode(), message.encode(), algorithm))}"


def claims_of(token: str) -> dict[str, Any]:
    """Return what a token says, without looking at its signature."""
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return claims
