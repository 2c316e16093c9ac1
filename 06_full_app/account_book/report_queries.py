"""Statements of reports: what a period's income and expenses add up to. Transfers are neither."""

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from account_book.models import Account, Category, Entry, EntryTag
from account_book.queries import LIVE, account, category, entry, entry_tag

_in_period = and_(
    entry.book_id == bindparam("book_id"),
    entry.day >= bindparam("start"),
    entry.day < bindparam("end"),
    entry.kind != "transfer",
    LIVE,
)
# The same in both databases, and 2026-01 is what it is called in JSON.
_month_of = func.substr(entry.day, 1, 7)
_period = (
    select(
        *(_month_of.label("month"), entry.kind, entry.account_id, entry.category_id),
        func.sum(entry.amount).label("amount"),
    )
    .where(_in_period)
    .group_by(_month_of, entry.kind, entry.account_id, entry.category_id)
    .subquery()
)

PERIOD = (
    select(
        *(_period.c.month, _period.c.kind, _period.c.amount, account.currency),
        *(_period.c.account_id, account.name.label("account")),
        *(_period.c.category_id, category.name.label("category")),
    )
    .join_from(_period, Account.__table__, account.id == _period.c.account_id)
    .outerjoin(Category.__table__, category.id == _period.c.category_id)
)
"""What each month of a period adds up to, by account and category."""

_tagged = (
    select(entry_tag.tag, entry.account_id, entry.kind, func.sum(entry.amount).label("amount"))
    .join_from(
        Entry.__table__,
        EntryTag.__table__,
        (entry_tag.book_id == entry.book_id) & (entry_tag.entry_id == entry.id),
    )
    .where(_in_period)
    .group_by(entry_tag.tag, entry.account_id, entry.kind)
    .subquery()
)

PERIOD_TAGS = select(_tagged.c.tag, account.currency, _tagged.c.kind, _tagged.c.amount).join_from(
    _tagged, Account.__table__, account.id == _tagged.c.account_id
)
"""What a period adds up to by tag; an entry with two tags counts for both."""

_NARROWED = {
    "account": entry.account_id == bindparam("account"),
    "category": entry.category_id == bindparam("category"),
    "tag": entry.id.in_(
        select(entry_tag.entry_id).where(
            entry_tag.book_id == bindparam("book_id"), entry_tag.tag == bindparam("tag")
        )
    ),
}


@cache
def trend(names: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """Select (month, currency, kind, sum) of a period, narrowed by an account, a category or a tag."""
    narrowed = and_(_in_period, *(condition for name, condition in _NARROWED.items() if name in names))
    months = (
        select(
            *(_month_of.label("month"), entry.account_id, entry.kind, func.sum(entry.amount).label("amount"))
        )
        .where(narrowed)
        .group_by(_month_of, entry.account_id, entry.kind)
        .subquery()
    )
    return (
        select(months.c.month, account.currency, months.c.kind, func.sum(months.c.amount))
        .join_from(months, Account.__table__, account.id == months.c.account_id)
        .group_by(months.c.month, account.currency, months.c.kind)
    )
