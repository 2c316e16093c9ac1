"""The tables. They know no Flask, and nothing of who asks.

`book_id` or `user_id` leads every key and every foreign key, so that a row
cannot point into another book, and the data could be spread over servers by it.
"""

from account_book.models.base import Base
from account_book.models.book import Account, Book, Budget, Category, Invite, Member, Number, Rule, Turn
from account_book.models.entries import ChangeLog, Entry, EntryTag, ImportBatch, Occurrence, Recurring
from account_book.models.people import Idempotency, Throttle, Token, User

__all__ = [
    "Account",
    "Base",
    "Book",
    "Budget",
    "Category",
    "ChangeLog",
    "Entry",
    "EntryTag",
    "Idempotency",
    "ImportBatch",
    "Invite",
    "Member",
    "Number",
    "Occurrence",
    "Recurring",
    "Rule",
    "Throttle",
    "Token",
    "Turn",
    "User",
]
