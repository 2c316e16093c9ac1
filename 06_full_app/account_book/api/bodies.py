"""What clients send: bodies of JSON, and the form of an upload."""

from typing import Annotated, Literal

from flask_openapi3 import FileStorage
from pydantic import AfterValidator, Field
from werkzeug.datastructures import FileStorage as Upload

from account_book.api.answers import Kind, Role
from account_book.batch import MOST
from account_book.fields import (
    Amount,
    Balance,
    Currency,
    Day,
    Email,
    Fields,
    Id,
    Memo,
    Name,
    Password,
    Payee,
    Position,
    Timezone,
)
from account_book.marks import N_
from account_book.money import LIMIT
from account_book.tokens import Right


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


class NewPassword(Fields):
    """Another password, by who knows the one of now."""

    old_password: Password
    password: Password


class TokenIn(Fields):
    """A new personal token: for reading or writing, in one book or in all, for some days."""

    name: Name
    scope: Right
    book_id: Id | None = None
    days: Annotated[int, Field(strict=True, ge=1, le=366)] = 90


class BookIn(Fields):
    """A new book, with the usual accounts and categories."""

    name: Name
    currency: Currency = "KRW"
    timezone: Timezone = "Asia/Seoul"


class BookPatch(Fields):
    """The fields of a book that are to change."""

    name: Name = Field(default=None)  # type: ignore[assignment]
    currency: Currency = Field(default=None)  # type: ignore[assignment]
    timezone: Timezone = Field(default=None)  # type: ignore[assignment]


class BookName(Fields):
    """The name of a book, so that nobody deletes another one than they mean."""

    name: str = Field(strict=True, max_length=200)


class RoleIn(Fields):
    """What a member may do."""

    role: Role


class InviteIn(Fields):
    """An invite for somebody who is to have this role."""

    role: Role = "editor"
    days: Annotated[int, Field(strict=True, ge=1, le=30)] = 7


class InviteCode(Fields):
    """The code of an invite."""

    code: str = Field(strict=True, min_length=1, max_length=100)


class AccountIn(Fields):
    """A new account."""

    name: Name
    kind: Literal["cash", "bank", "card", "other"]
    currency: Currency | None = None
    opening_balance: Balance = 0


class AccountPatch(Fields):
    """The fields of an account that are to change; its currency stays."""

    name: Name = Field(default=None)  # type: ignore[assignment]
    kind: Literal["cash", "bank", "card", "other"] = Field(default=None)  # type: ignore[arg-type]
    opening_balance: Balance = Field(default=None)  # type: ignore[assignment]
    position: Position = Field(default=None)  # type: ignore[assignment]
    archived: bool = Field(default=None, strict=True)  # type: ignore[assignment]


class CategoryIn(Fields):
    """A new category, perhaps below another one of its kind."""

    name: Name
    kind: Literal["income", "expense"]
    parent_id: Id | None = None


class CategoryPatch(Fields):
    """The fields of a category that are to change; its kind stays."""

    name: Name = Field(default=None)  # type: ignore[assignment]
    parent_id: Id | None = None
    position: Position = Field(default=None)  # type: ignore[assignment]
    archived: bool = Field(default=None, strict=True)  # type: ignore[assignment]


class RuleIn(Fields):
    """A rule: whose payee contains this belongs to that category."""

    contains: Payee
    category_id: Id


class RulePatch(Fields):
    """The fields of a rule that are to change."""

    contains: Payee = Field(default=None)  # type: ignore[assignment]
    category_id: Id = Field(default=None)  # type: ignore[assignment]


class BudgetIn(Fields):
    """What a category may cost; null ends its budget."""

    category_id: Id
    amount: Annotated[int, Field(strict=True, ge=0, le=LIMIT)] | None


class BudgetsIn(Fields):
    """Budgets from a month on; categories that are not named keep theirs."""

    items: list[BudgetIn] = Field(max_length=500)


class Template(Fields):
    """What an entry says, but for its day. The amount has no sign; `kind` says which way it went."""

    kind: Kind
    amount: Amount
    account_id: Id
    to_account_id: Id | None = None
    to_amount: Amount | None = None
    category_id: Id | None = None
    payee: Payee = ""
    memo: Memo = ""


class EntryIn(Template):
    """What somebody writes into an entry."""

    day: Day


class TemplatePatch(Fields):
    """The fields of a template that are to change; those left out stay as they are."""

    kind: Kind = Field(default=None)  # type: ignore[arg-type]
    amount: Amount = Field(default=None)  # type: ignore[assignment]
    account_id: Id = Field(default=None)  # type: ignore[assignment]
    to_account_id: Id | None = None
    to_amount: Amount | None = None
    category_id: Id | None = None
    payee: Payee = ""
    memo: Memo = ""


class EntryPatch(TemplatePatch):
    """The fields of an entry that are to change; those left out stay as they are."""

    day: Day = Field(default=None)  # type: ignore[assignment]


class RecurringIn(Template):
    """An entry that comes again, counted from the anchor: the 31st is the 28th of February."""

    every: Literal["week", "month", "year"]
    anchor: Day
    until: Day | None = None


class RecurringPatch(TemplatePatch):
    """The fields of a recurring entry that are to change, from now on."""

    every: Literal["week", "month", "year"] = Field(default=None)  # type: ignore[arg-type]
    anchor: Day = Field(default=None)  # type: ignore[assignment]
    until: Day | None = None


class Edited(EntryPatch):
    """An entry of a batch that is to change; `version` is the one that was seen."""

    id: Id
    version: Id


class Deleted(Fields):
    """An entry of a batch that is to go; `version` is the one that was seen."""

    id: Id
    version: Id


class BatchIn(Fields):
    """Up to 500 entries to create, change and delete, all of them or none."""

    create: list[EntryIn] = Field([], max_length=MOST)
    change: list[Edited] = Field([], max_length=MOST)
    delete: list[Deleted] = Field([], max_length=MOST)


class UndoIn(Fields):
    """What to undo: all that one request changed, or one change; one of the two."""

    group_id: str | None = Field(None, strict=True, min_length=1, max_length=32)
    change_id: Id | None = None


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


class RowCategory(Fields):
    """The category of a row; null for none."""

    n: Id
    category_id: Id | None


class CommitIn(Fields):
    """Which rows to add; without `rows`, all that are new or perhaps a transfer.

    Rows named in `transfers` do not add an entry: the entry of the other
    account that they belong to becomes a transfer.
    """

    rows: list[Id] | None = Field(None, max_length=20_000)
    transfers: list[Id] = Field([], max_length=20_000)
    categories: list[RowCategory] = Field([], max_length=20_000)
