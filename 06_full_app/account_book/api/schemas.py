"""The shapes that clients send: bodies, queries, forms and paths."""

from functools import cache
from typing import Annotated, Any, Literal

from flask_openapi3 import FileStorage
from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from werkzeug.datastructures import FileStorage as Upload

from account_book.api.answers import Kind
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


class AccountIn(Fields):
    """A new account."""

    name: Name
    kind: Literal["cash", "bank", "card", "other"]
    currency: Currency | None = None
    opening_balance: Balance = 0


class CategoryIn(Fields):
    """A new category."""

    name: Name
    kind: Literal["income", "expense"]


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
    tag: Annotated[str, StringConstraints(max_length=50, strip_whitespace=True)] | None = None
    q: QueryText | None = None
    min: QueryAmount | None = None
    max: QueryAmount | None = None
    limit: QueryLimit = 50
    cursor: str | None = Field(None, max_length=200)


class MonthQuery(_Query):
    """Which month; this one, where the household lives, if none is named."""

    month: Month | None = None


def _file(value: object) -> object:
    # The library takes a text of this name for the file.
    if not isinstance(value, Upload):
        raise ValueError(N_("This is not valid."))
    return value


class StatementForm(Fields):
    """A statement file (CSV or XLSX) and the account that it is of."""

    file: Annotated[FileStorage, AfterValidator(_file)]
    account_id: Id


class RolesIn(Fields):
    """What each column of the statement is, in their order; null for one that is not used."""

    roles: list[Literal["day", "out", "in", "amount", "spent", "payee", "memo", "status", "ref"] | None] = (
        Field(max_length=100)
    )


class CommitIn(Fields):
    """Which rows to add; without `rows`, all that are new or perhaps a transfer.

    Rows named in `transfers` do not add an entry: the entry of the other
    account that they belong to becomes a transfer.
    """

    rows: list[Id] | None = Field(None, max_length=20_000)
    transfers: list[Id] = Field([], max_length=20_000)


class BookPath(BaseModel):
    """A book."""

    book_id: int


class EntryPath(BookPath):
    """An entry of a book."""

    entry_id: int


class ImportPath(BookPath):
    """An import of a book."""

    import_id: int
