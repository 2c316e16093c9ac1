"""Proves that the books are in order; `account-book check` runs it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from account_book import ledger, queries, reports
from account_book.changes import LOGGED, as_json
from account_book.models import (
    Account,
    Book,
    Budget,
    Category,
    ChangeLog,
    Entry,
    EntryTag,
    ImportBatch,
    Occurrence,
    Recurring,
    Rule,
)

Progress = Callable[[int], object]
_CHUNK = 1000


def findings(connection: Connection, progress: Progress = lambda rows: None) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong; nothing if all is well."""
    for book_id in connection.scalars(select(Book.id).order_by(Book.id)).all():
        yield from _balances(connection, book_id)
        for kind in LOGGED:
            yield from _replay(connection, book_id, kind, progress)
        yield from _tags(connection, book_id)
        yield from _sense(connection, book_id)
    yield from _strangers(connection)


def _balances(connection: Connection, book_id: int) -> Iterator[str]:
    """Compare balances with openings + income - expense, and what transfers moved, per currency."""
    expected: dict[str, int] = defaultdict(int)
    balances: dict[str, int] = defaultdict(int)
    currency: dict[int, str] = {}
    for account in reports.balances(connection, book_id):
        currency[account["id"]] = account["currency"]
        expected[account["currency"]] += account["opening_balance"]
        balances[account["currency"]] += account["balance"]
    statement = (
        select(
            *(Entry.kind, Entry.account_id, Entry.to_account_id),
            *(func.sum(Entry.amount), func.sum(func.coalesce(Entry.to_amount, Entry.amount))),
        )
        .where(Entry.book_id == book_id, queries.LIVE)
        .group_by(Entry.kind, Entry.account_id, Entry.to_account_id)
    )
    for kind, account_id, to_account_id, amount, arrived in connection.execute(statement):
        # An account of another book is in no balance here; `_strangers` finds it.
        if account_id in currency:
            expected[currency[account_id]] += (
                reports.whole(amount) if kind == "income" else -reports.whole(amount)
            )
        if to_account_id in currency:
            expected[currency[to_account_id]] += reports.whole(arrived)
    for code in sorted(expected | balances):
        if expected[code] != balances[code]:
            yield f"book {book_id}: balances in {code} are {balances[code]}, entries make {expected[code]}"


def _replay(connection: Connection, book_id: int, kind: str, progress: Progress) -> Iterator[str]:
    """Compare each row with what its log says, a thousand rows at a time."""
    table = LOGGED[kind]
    key = table.c.user_id if kind == "member" else table.c.id
    owner = table.c.id if kind == "book" else table.c.book_id
    last = 0
    while True:
        statement = select(table).where(owner == book_id, key > last).order_by(key).limit(_CHUNK)
        rows = connection.execute(statement).mappings()
        found = {int(row[key]): as_json(row) for row in rows}
        end = max(found) if len(found) == _CHUNK else None
        replayed = _history(connection, book_id, kind, last, end)
        for row_id in sorted(found | replayed):
            if found.get(row_id) != replayed.get(row_id):
                yield f"book {book_id}: {kind} {row_id} is not what its history says"
        progress(len(found))
        if end is None:
            return
        last = end


def _history(
    connection: Connection, book_id: int, kind: str, after: int, end: int | None
) -> dict[int, dict[str, Any]]:
    """Replay the log of the rows from `after` to `end`, from nothing."""
    statement = select(ChangeLog.row_id, ChangeLog.after).where(
        ChangeLog.book_id == book_id, ChangeLog.row_kind == kind, ChangeLog.row_id > after
    )
    if end is not None:
        statement = statement.where(ChangeLog.row_id <= end)
    states: dict[int, dict[str, Any]] = defaultdict(dict)
    for row_id, changed in connection.execute(statement.order_by(ChangeLog.row_id, ChangeLog.id)):
        if changed is None:
            states.pop(row_id, None)
        else:
            states[row_id].update(changed)
    return {row_id: as_json(state) for row_id, state in states.items()}


def _tags(connection: Connection, book_id: int) -> Iterator[str]:
    """Compare the tags that are stored with the words of the memos."""
    stored = defaultdict(set)
    for entry_id, tag in connection.execute(
        select(EntryTag.entry_id, EntryTag.tag).where(EntryTag.book_id == book_id)
    ):
        stored[entry_id].add(tag)
    memos = connection.execute(
        select(Entry.id, Entry.memo).where(Entry.book_id == book_id, queries.LIVE, Entry.memo.contains("#"))
    )
    for entry_id, memo in memos:
        if stored.pop(entry_id, set()) != set(ledger.tags(memo)):
            yield f"book {book_id}: the tags of entry {entry_id} are not those of its memo"
    for entry_id in stored:
        yield f"book {book_id}: entry {entry_id} has tags without words"


def _sense(connection: Connection, book_id: int) -> Iterator[str]:
    """Look for entries and categories that make no sense, though every key of theirs holds."""
    other, to_account, parent = aliased(Entry), aliased(Account), aliased(Category)
    of_book = select(Entry.id).where(Entry.book_id == book_id, queries.LIVE)
    found = {
        "stands for a line of a statement that another one stands for": of_book.join(
            other, (other.book_id == Entry.book_id) & (other.to_import_key == Entry.import_key)
        ).where(other.id != Entry.id),
        "has one amount between two currencies, or two in one": of_book.join(
            Account, Account.id == Entry.account_id
        )
        .join(to_account, to_account.id == Entry.to_account_id)
        .where((Account.currency == to_account.currency) == Entry.to_amount.is_not(None)),
        "has a category of the other kind": of_book.join(Category, Category.id == Entry.category_id).where(
            Category.kind != Entry.kind
        ),
    }
    for wrong, statement in found.items():
        for entry_id in connection.scalars(statement):
            yield f"book {book_id}: entry {entry_id} {wrong}"
    deep = select(Category.id).join(parent, parent.id == Category.parent_id)
    for category_id in connection.scalars(
        deep.where(Category.book_id == book_id, parent.parent_id.is_not(None))
    ):
        yield f"book {book_id}: category {category_id} is two levels deep"


def _strangers(connection: Connection) -> Iterator[str]:
    """Look for rows that point into another book; foreign keys forbid them, this does not trust that."""
    links = (
        (Entry, Entry.account_id, Account),
        (Entry, Entry.to_account_id, Account),
        (Entry, Entry.category_id, Category),
        (Entry, Entry.import_id, ImportBatch),
        (EntryTag, EntryTag.entry_id, Entry),
        (ImportBatch, ImportBatch.account_id, Account),
        (Category, Category.parent_id, Category),
        (Budget, Budget.category_id, Category),
        (Rule, Rule.category_id, Category),
        (Recurring, Recurring.account_id, Account),
        (Recurring, Recurring.to_account_id, Account),
        (Recurring, Recurring.category_id, Category),
        (Occurrence, Occurrence.recurring_id, Recurring),
        (Occurrence, Occurrence.entry_id, Entry),
    )
    for source, link, target in links:
        other = target.__table__.alias()
        count = connection.scalar(
            select(func.count())
            .select_from(source)
            .outerjoin(other, (other.c.id == link) & (other.c.book_id == source.book_id))
            .where(link.is_not(None), other.c.id.is_(None))
        )
        if count:
            yield f"{count} x {source.__tablename__}.{link.key} is no {target.__tablename__} of the same book"
