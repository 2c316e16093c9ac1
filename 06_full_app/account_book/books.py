"""Books, and what a new one holds."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from account_book.changes import Changes
from account_book.errors import Conflict
from account_book.marks import N_

FIRST_BOOK: dict[str, Any] = {
    "ko": {
        "book": "우리집 가계부",
        "accounts": {"cash": "현금", "bank": "은행", "card": "카드"},
        "income": ("급여", "부수입", "이자", "기타 수입"),
        "expense": (
            *("식비", "외식", "생활용품", "주거", "통신", "교통", "의료", "교육"),
            *("의류·미용", "문화·여가", "경조사", "보험·세금", "기타 지출"),
        ),
    },
    "en": {
        "book": "Our household",
        "accounts": {"cash": "Cash", "bank": "Bank", "card": "Card"},
        "income": ("Salary", "Side income", "Interest", "Other income"),
        "expense": (
            *("Groceries", "Eating out", "Household goods", "Housing", "Phone and internet", "Transport"),
            *("Health", "Education", "Clothes and beauty", "Culture and leisure", "Gifts and events"),
            *("Insurance and taxes", "Other expenses"),
        ),
    },
}


def today(timezone: str) -> date:
    """Return the day it is where the household lives, whatever the server's clock is set to."""
    return datetime.now(ZoneInfo(timezone)).date()


def open_book(
    connection: Connection,
    user_id: int,
    language: str,
    *,
    currency: str = "KRW",
    timezone: str = "Asia/Seoul",
) -> int:
    """Make a book with the usual accounts and categories, in the user's language; return its number."""
    usual = FIRST_BOOK[language]
    changes = Changes(connection, 0, user_id)
    book_id = changes.insert(
        "book", {"name": usual["book"], "currency": currency, "timezone": timezone, "created_at": changes.at}
    )
    changes.insert("member", {"user_id": user_id, "role": "owner"})
    for position, (kind, name) in enumerate(usual["accounts"].items()):
        account = {"name": name, "kind": kind, "currency": currency, "opening_balance": 0}
        changes.insert("account", {**account, "position": position})
    for kind in ("expense", "income"):
        for position, name in enumerate(usual[kind]):
            changes.insert("category", {"name": name, "kind": kind, "position": position})
    return book_id


def add(changes: Changes, kind: str, row: dict[str, Any]) -> int:
    """Add an account or a category and return its number; raise Conflict if its name is taken."""
    try:
        return changes.insert(kind, row)
    except IntegrityError:
        # Only the insert knows that the name is taken: another may have taken it just now.
        raise Conflict(N_("This name is taken."), errors={"name": [N_("This name is taken.")]}) from None
