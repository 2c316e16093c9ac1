"""What the API answers with that is no row: sums, history, and what an import would do."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _CategorySum(BaseModel):
    category_id: int | None
    name: str | None
    kind: Literal["income", "expense"]
    amount: int


class CategoryMonth(_CategorySum):
    """What a category adds up to in a month, and its budget."""

    budget: int | None


class CategoryYear(_CategorySum):
    """What a category adds up to in a year, and in each of its twelve months."""

    by_month: list[int]


class AccountSum(BaseModel):
    """What came into and went out of an account."""

    account_id: int
    name: str
    income: int
    expense: int


class TagSum(BaseModel):
    """What the entries with a tag add up to."""

    tag: str
    income: int
    expense: int


class MonthSum(BaseModel):
    """What came in and went out in a month."""

    month: str
    income: int
    expense: int
    net: int


class _Report(BaseModel):
    currency: str
    income: int
    expense: int
    net: int
    by_account: list[AccountSum]
    by_tag: list[TagSum]


class MonthReport(_Report):
    """A month in one currency, in minor units."""

    by_category: list[CategoryMonth]


class MonthOut(BaseModel):
    """A month, a block per currency."""

    month: str
    currencies: list[MonthReport]


class YearReport(_Report):
    """A year in one currency, in minor units."""

    by_category: list[CategoryYear]
    by_month: list[MonthSum]


class YearOut(BaseModel):
    """A year, a block per currency."""

    year: str
    currencies: list[YearReport]


class Trend(BaseModel):
    """Months in one currency, in minor units."""

    currency: str
    by_month: list[MonthSum]


class TrendOut(BaseModel):
    """Months in a row, a block per currency."""

    model_config = ConfigDict(populate_by_name=True)
    start: str = Field(alias="from")
    to: str
    currencies: list[Trend]


class BudgetLeft(BaseModel):
    """What a category may cost, what it did, and what is left: below 0 if it cost more."""

    category_id: int
    name: str
    amount: int
    spent: int
    left: int


class BudgetsOut(BaseModel):
    """The budgets of a month, in the book's currency."""

    month: str
    currency: str
    items: list[BudgetLeft]


class ChangeOut(BaseModel):
    """A line of the history: the columns of a row before and after; null where there was or is none."""

    id: int
    group_id: str
    at: datetime
    user_id: int
    nickname: str
    kind: Literal["book", "member", "account", "category", "budget", "rule", "recurring", "entry"]
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class LogOut(BaseModel):
    """A page of the history, newest first."""

    items: list[ChangeOut]
    next: str | None


class UndoneOut(BaseModel):
    """How many rows an undo touched; `group_id` undoes it in turn."""

    undone: int
    group_id: str


class ColumnOut(BaseModel):
    """A column of the statement, and what it was taken for."""

    index: int
    name: str
    role: str | None


class RowOut(BaseModel):
    """A line of the statement; `n` is its number in the file.

    `new` will be added, `same` is there already, `transfer` is perhaps the
    other side of an entry of another account, `skip` holds no booking
    (cancelled, a total), `error` cannot be read. `error` says why.
    """

    n: int
    state: Literal["new", "same", "transfer", "skip", "error"]
    day: date | None
    kind: Literal["income", "expense"] | None
    amount: int | None
    payee: str
    memo: str
    category_id: int | None
    transfer_of: int | None
    error: str | None


class PreviewOut(BaseModel):
    """What an import would do; nothing of it is in the book yet."""

    id: int
    account_id: int
    filename: str
    columns: list[ColumnOut]
    rows: list[RowOut]


class RuleOffer(BaseModel):
    """A rule that would have sorted this import as somebody did by hand; POST it to keep it."""

    contains: str
    category_id: int


class CommitOut(BaseModel):
    """How many rows were added, how many were left out, and which rules are offered."""

    added: int
    skipped: int
    rules: list[RuleOffer]


class ImportOut(BaseModel):
    """An import that was committed; `entries` of what it added are in the book still."""

    id: int
    account_id: int
    filename: str
    committed_at: datetime
    added: int
    entries: int


class ImportsOut(BaseModel):
    """The imports of a book, newest first."""

    items: list[ImportOut]
    next: None
