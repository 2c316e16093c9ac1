"""Books, and what a new one holds."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from account_book import changes
from account_book.errors import Conflict
from account_book.marks import N_
from account_book.models import Account, Book, Category, Member, User

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


def open_book(session: Session, user: User, *, currency: str = "KRW", timezone: str = "Asia/Seoul") -> Book:
    """Make a book with the usual accounts and categories, in the user's language."""
    usual = FIRST_BOOK[user.locale]
    book = Book(name=usual["book"], currency=currency, timezone=timezone, created_at=datetime.now(UTC))
    session.add(book)
    changes.changing(session, user.id)
    session.flush()
    session.add(Member(book_id=book.id, user_id=user.id, role="owner"))
    session.add_all(
        Account(book_id=book.id, name=name, kind=kind, currency=currency, position=position)
        for position, (kind, name) in enumerate(usual["accounts"].items())
    )
    session.add_all(
        Category(book_id=book.id, name=name, kind=kind, position=position)
        for kind in ("expense", "income")
        for position, name in enumerate(usual[kind])
    )
    session.flush()
    return book


def add(session: Session, row: Account | Category) -> None:
    """Add an account or a category; raise Conflict if its name is taken."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        # Only the insert knows that the name is taken: another may have taken it just now.
        raise Conflict(N_("This name is taken."), errors={"name": [N_("This name is taken.")]}) from None
