"""The shapes that travel: what clients send, and what they may count on getting."""

from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from flask_openapi3 import FileStorage
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from werkzeug.datastructures import FileStorage as Upload

from account_book.fields import (
    Amount,
    Balance,
    Currency,
    Day,
    Email,
    Fields,
    Id,
    Memo,
    Month,
    Name,
    Password,
    Payee,
    QueryAmount,
    QueryId,
    QueryLimit,
    QueryText,
)
from account_book.marks import N_

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


class SignUp(Fields):
    """A new user."""

    email: Email
    password: Password
    nickname: Name | None = None
    locale: Literal["ko", "en"] | None = None


class LogIn(Fields):
    """A user who comes back."""

    email: str = Field(strict=True, max_length=254)
    password: Password


class Refresh(Fields):
    """A refresh token, to be exchanged or given back."""

    refresh_token: str = Field(strict=True, max_length=4096)


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


class AccountIn(Fields):
    """A new account."""

    name: Name
    kind: Literal["cash", "bank", "card", "other"]
    currency: Currency | None = None
    opening_balance: Balance = 0


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


class CategoryIn(Fields):
    """A new category."""

    name: Name
    kind: Literal["income", "expense"]


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


class EntryIn(Fields):
    """What somebody writes into an entry. The amount has no sign; `kind` says which way it went."""

    kind: Kind
    day: Day
    amount: Amount
    account_id: Id
    to_account_id: Id | None = None
    to_amount: Amount | None = None
    category_id: Id | None = None
    payee: Payee = ""
    memo: Memo = ""


class EntryPatch(Fields):
    """The fields of an entry that are to change; those left out stay as they are."""

    kind: Kind = Field(default=None)  # type: ignore[arg-type]
    day: Day = Field(default=None)  # type: ignore[assignment]
    amount: Amount = Field(default=None)  # type: ignore[assignment]
    account_id: Id = Field(default=None)  # type: ignore[assignment]
    to_account_id: Id | None = None
    to_amount: Amount | None = None
    category_id: Id | None = None
    payee: Payee = ""
    memo: Memo = ""


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
    tag: str | None = Field(None, max_length=50)
    q: QueryText | None = None
    min: QueryAmount | None = None
    max: QueryAmount | None = None
    limit: QueryLimit = 50
    cursor: str | None = Field(None, max_length=200)


class MonthQuery(_Query):
    """Which month; this one, where the household lives, if none is named."""

    month: Month | None = None


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


def _file(value: object) -> object:
    # The library takes a text of this name for the file.
    if not isinstance(value, Upload):
        raise ValueError(N_("This is not valid."))
    return value


class StatementForm(Fields):
    """A statement file (CSV, XLSX or XLS) and the account that it is of."""

    file: Annotated[FileStorage, AfterValidator(_file)]
    account_id: Id


class RolesIn(Fields):
    """What each column of the statement is, in their order; null for one that is not used."""

    roles: list[Literal["day", "out", "in", "amount", "spent", "payee", "memo", "status", "ref"] | None] = (
        Field(max_length=100)
    )


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


class CommitIn(Fields):
    """Which rows to add; without `rows`, all that are new or perhaps a transfer.

    Rows named in `transfers` do not add an entry: the entry of the other
    account that they belong to becomes a transfer.
    """

    rows: list[Id] | None = Field(None, max_length=20_000)
    transfers: list[Id] = Field([], max_length=20_000)


class CommitOut(BaseModel):
    """How many rows were added, and how many were left out."""

    added: int
    skipped: int


class BookPath(BaseModel):
    """A book."""

    book_id: int


class EntryPath(BookPath):
    """An entry of a book."""

    entry_id: int


class ImportPath(BookPath):
    """An import of a book."""

    import_id: int
