"""The shapes that the API answers with; what clients may count on."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["income", "expense", "transfer"]
Role = Literal["owner", "editor", "viewer"]


class ProblemOut(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, list[str]] | None = None


class TokensOut(BaseModel):
    """An access token for `expires_in` seconds, and the refresh token that gets the next pair."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"]
    expires_in: int


class BookOut(BaseModel):
    """A book, and what one is in it."""

    id: int
    name: str
    currency: str
    timezone: str
    role: Role
    version: int


class BooksOut(BaseModel):
    """All books that one is a member of."""

    items: list[BookOut]
    next: None


class AccountOut(BaseModel):
    """An account with its balance, in minor units."""

    id: int
    name: str
    kind: Literal["cash", "bank", "card", "other"]
    currency: str
    opening_balance: int
    balance: int
    position: int
    archived_at: str | None
    version: int


class AccountsOut(BaseModel):
    """All accounts of a book."""

    items: list[AccountOut]
    next: None


class CategoryOut(BaseModel):
    """A category."""

    id: int
    name: str
    kind: Literal["income", "expense"]
    parent_id: int | None
    position: int
    archived_at: str | None
    version: int


class CategoriesOut(BaseModel):
    """All categories of a book."""

    items: list[CategoryOut]
    next: None


class EntryOut(BaseModel):
    """An entry. `to_amount` is set between two currencies; `tags` are the `#words` of the memo."""

    id: int
    kind: Kind
    day: date
    amount: int
    account_id: int
    to_account_id: int | None
    to_amount: int | None
    category_id: int | None
    payee: str
    memo: str
    import_id: int | None
    version: int
    tags: list[str]


class SumOut(BaseModel):
    """Income and expense of one currency, in minor units."""

    currency: str
    income: int
    expense: int


class EntriesOut(BaseModel):
    """A page of entries, newest first; `next` is the cursor of the next page, `sums` are of all pages."""

    items: list[EntryOut]
    next: str | None
    sums: list[SumOut]


class CategorySum(BaseModel):
    """What a category adds up to."""

    category_id: int | None
    name: str | None
    kind: Literal["income", "expense"]
    amount: int
    budget: int | None


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


class CurrencyReport(BaseModel):
    """A month in one currency, in minor units."""

    currency: str
    income: int
    expense: int
    net: int
    by_category: list[CategorySum]
    by_account: list[AccountSum]
    by_tag: list[TagSum]


class MonthOut(BaseModel):
    """A month, a block per currency."""

    month: str
    currencies: list[CurrencyReport]


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


class CommitOut(BaseModel):
    """How many rows were added, and how many were left out."""

    added: int
    skipped: int
