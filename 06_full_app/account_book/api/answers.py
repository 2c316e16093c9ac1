"""The rows that the API answers with; what clients may count on."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from account_book.tokens import Right

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


class MemberOut(BaseModel):
    """Somebody who is in a book."""

    user_id: int
    nickname: str
    email: str
    role: Role


class MembersOut(BaseModel):
    """All who are in a book."""

    items: list[MemberOut]
    next: None


class InviteOut(BaseModel):
    """An invite that can still be used."""

    id: int
    role: Role
    created_at: datetime
    expires_at: datetime


class InvitesOut(BaseModel):
    """All invites that can still be used."""

    items: list[InviteOut]
    next: None


class NewInviteOut(InviteOut):
    """A new invite with its code, which is shown this once."""

    code: str


class PersonalOut(BaseModel):
    """A personal token, without the token."""

    id: str
    name: str
    scope: Right
    book_id: int | None
    expires_at: datetime


class PersonalsOut(BaseModel):
    """All personal tokens that are good still."""

    items: list[PersonalOut]
    next: None


class NewPersonalOut(PersonalOut):
    """A new personal token, which is shown this once."""

    token: str


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


class RuleOut(BaseModel):
    """A rule: whose payee contains this, folded, belongs to that category."""

    id: int
    contains: str
    category_id: int
    version: int


class RulesOut(BaseModel):
    """All rules of a book."""

    items: list[RuleOut]
    next: None


class RecurringOut(BaseModel):
    """An entry that comes again; `next_day` is null after the last time."""

    id: int
    every: Literal["week", "month", "year"]
    anchor: date
    until: date | None
    next_day: date | None
    kind: Kind
    amount: int
    account_id: int
    to_account_id: int | None
    to_amount: int | None
    category_id: int | None
    payee: str
    memo: str
    version: int


class RecurringsOut(BaseModel):
    """All recurring entries of a book."""

    items: list[RecurringOut]
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


class BatchOut(BaseModel):
    """What a batch created and changed, and how many entries it deleted."""

    created: list[EntryOut]
    changed: list[EntryOut]
    deleted: int
