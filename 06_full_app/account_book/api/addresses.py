"""What an address says: the numbers in its path, and its query."""

from functools import cache
from typing import Any

from pydantic import BaseModel, Field

from account_book.api.answers import Kind
from account_book.fields import (
    Day,
    Fields,
    Month,
    QueryAmount,
    QueryId,
    QueryLimit,
    QueryMonths,
    QueryTag,
    QueryText,
    QueryYear,
)


class _Query(Fields):
    @classmethod
    @cache
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        """Build the schema once: the library asks for it at each request, and it takes 300 microseconds."""
        return super().model_json_schema(*args, **kwargs)


class EntriesQuery(_Query):
    """Which entries; `q` looks into payee and memo."""

    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")
    kind: Kind | None = None
    account: QueryId | None = None
    category: QueryId | None = None
    tag: QueryTag | None = None
    q: QueryText | None = None
    min: QueryAmount | None = None
    max: QueryAmount | None = None
    limit: QueryLimit = 50
    cursor: str | None = Field(None, max_length=200)


class LogQuery(_Query):
    """Which page of the history."""

    limit: QueryLimit = 50
    cursor: str | None = Field(None, max_length=200)


class YearQuery(_Query):
    """Which year; this one, where the household lives, if none is named."""

    year: QueryYear | None = None


class TrendQuery(_Query):
    """Which months, narrowed by an account, a category or a tag."""

    months: QueryMonths = 12
    until: Month | None = None
    account: QueryId | None = None
    category: QueryId | None = None
    tag: QueryTag | None = None


class MonthQuery(_Query):
    """Which month; this one, where the household lives, if none is named."""

    month: Month | None = None


class BookPath(BaseModel):
    """A book."""

    book_id: int


class EntryPath(BookPath):
    """An entry of a book."""

    entry_id: int


class ImportPath(BookPath):
    """An import of a book."""

    import_id: int


class AccountPath(BookPath):
    """An account of a book."""

    account_id: int


class CategoryPath(BookPath):
    """A category of a book."""

    category_id: int


class RulePath(BookPath):
    """A rule of a book."""

    rule_id: int


class RecurringPath(BookPath):
    """A recurring entry of a book."""

    recurring_id: int


class MemberPath(BookPath):
    """A member of a book."""

    user_id: int


class InvitePath(BookPath):
    """An invite into a book."""

    invite_id: int


class BudgetPath(BookPath):
    """A month of a book."""

    month: str


class TokenPath(BaseModel):
    """A personal token."""

    token_id: str
