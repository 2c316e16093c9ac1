"""Entries, where they come from, and the history of every row."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from account_book.models.base import IN_MYSQL, Base, File
from account_book.money import LIMIT


class ImportBatch(Base):
    """A statement that was uploaded; its file is kept until it is committed."""

    __tablename__ = "import_batch"
    __table_args__ = (
        ForeignKeyConstraint(["book_id", "account_id"], ["account.book_id", "account.id"]),
        UniqueConstraint("book_id", "id"),
        IN_MYSQL,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int]
    account_id: Mapped[int]
    filename: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes | None] = mapped_column(File)
    roles: Mapped[list[Any]]
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    added: Mapped[int | None]
    # The changes that the commit made, so that they can be taken back.
    group_id: Mapped[str | None] = mapped_column(String(32))


class Entry(Base):
    """One line of the book. The amount has no sign: `kind` says which way it went.

    `to_amount` is set only between accounts of two currencies. A deleted entry
    stays, with `deleted_at`.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("kind IN ('income', 'expense', 'transfer')", "kind"),
        CheckConstraint(f"amount BETWEEN 1 AND {LIMIT}", "amount"),
        CheckConstraint(f"to_amount BETWEEN 1 AND {LIMIT}", "to_amount"),
        CheckConstraint("(kind = 'transfer') = (to_account_id IS NOT NULL)", "to_account"),
        CheckConstraint("to_account_id <> account_id", "two_accounts"),
        CheckConstraint("kind <> 'transfer' OR category_id IS NULL", "category"),
        CheckConstraint("kind = 'transfer' OR to_amount IS NULL", "to_amount_of_transfer"),
        ForeignKeyConstraint(["book_id", "account_id"], ["account.book_id", "account.id"]),
        ForeignKeyConstraint(["book_id", "to_account_id"], ["account.book_id", "account.id"]),
        ForeignKeyConstraint(["book_id", "category_id"], ["category.book_id", "category.id"]),
        ForeignKeyConstraint(["book_id", "import_id"], ["import_batch.book_id", "import_batch.id"]),
        UniqueConstraint("book_id", "import_key"),
        UniqueConstraint("book_id", "to_import_key"),
        UniqueConstraint("book_id", "id"),
        # The order of lists. Its other columns let sums be made from the index alone.
        Index(
            "ix_entry_book_day",
            *("book_id", "day", "id", "deleted_at", "kind", "account_id", "category_id", "amount"),
        ),
        Index("ix_entry_category_day", "book_id", "category_id", "day"),
        # These two as well: a balance is a sum of all that an account ever saw.
        Index("ix_entry_account_sum", "book_id", "account_id", "day", "deleted_at", "kind", "amount"),
        Index(
            "ix_entry_to_account_sum", "book_id", "to_account_id", "day", "deleted_at", "to_amount", "amount"
        ),
        Index("ix_entry_import", "book_id", "import_id"),
        IN_MYSQL,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    kind: Mapped[str] = mapped_column(String(8))
    day: Mapped[date]
    amount: Mapped[int]
    account_id: Mapped[int]
    to_account_id: Mapped[int | None]
    to_amount: Mapped[int | None]
    category_id: Mapped[int | None]
    payee: Mapped[str] = mapped_column(String(200), default="")
    memo: Mapped[str] = mapped_column(String(1000), default="")
    import_id: Mapped[int | None]
    # Which line of which statement this is; the second one for a transfer's other side.
    import_key: Mapped[str | None] = mapped_column(String(32))
    to_import_key: Mapped[str | None] = mapped_column(String(32))
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    deleted_at: Mapped[datetime | None]


class EntryTag(Base):
    """A `#word` of an entry's memo, kept apart so that it can be looked for."""

    __tablename__ = "entry_tag"
    __table_args__ = (
        ForeignKeyConstraint(["book_id", "entry_id"], ["entry.book_id", "entry.id"]),
        # With the tag: else SQLite, which has no statistics, goes through all tags for each entry.
        Index("ix_entry_tag_entry", "book_id", "entry_id", "tag"),
        IN_MYSQL,
    )

    book_id: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(String(50), primary_key=True)
    entry_id: Mapped[int] = mapped_column(primary_key=True)


class Recurring(Base):
    """An entry that comes again, on the anchor's day of each week, month or year, clamped to short months.

    `next_day` is the first occurrence that is not written yet, None after the
    last. A deleted one stays, because its entries refer to it.
    """

    __tablename__ = "recurring"
    __table_args__ = (
        CheckConstraint("every IN ('week', 'month', 'year')", "every"),
        CheckConstraint(f"amount BETWEEN 1 AND {LIMIT}", "amount"),
        ForeignKeyConstraint(["book_id", "account_id"], ["account.book_id", "account.id"]),
        ForeignKeyConstraint(["book_id", "to_account_id"], ["account.book_id", "account.id"]),
        ForeignKeyConstraint(["book_id", "category_id"], ["category.book_id", "category.id"]),
        UniqueConstraint("book_id", "id"),
        Index(None, "book_id", "next_day"),
        IN_MYSQL,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int]
    every: Mapped[str] = mapped_column(String(8))
    anchor: Mapped[date]
    until: Mapped[date | None]
    next_day: Mapped[date | None]
    kind: Mapped[str] = mapped_column(String(8))
    amount: Mapped[int]
    account_id: Mapped[int]
    to_account_id: Mapped[int | None]
    to_amount: Mapped[int | None]
    category_id: Mapped[int | None]
    payee: Mapped[str] = mapped_column(String(200), default="")
    memo: Mapped[str] = mapped_column(String(1000), default="")
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)
    deleted_at: Mapped[datetime | None]


class Occurrence(Base):
    """Which entry was written for which day of a recurring one; the key lets each day have one only."""

    __tablename__ = "occurrence"
    __table_args__ = (
        ForeignKeyConstraint(["book_id", "recurring_id"], ["recurring.book_id", "recurring.id"]),
        ForeignKeyConstraint(["book_id", "entry_id"], ["entry.book_id", "entry.id"]),
        Index(None, "book_id", "entry_id"),
        IN_MYSQL,
    )

    book_id: Mapped[int] = mapped_column(primary_key=True)
    recurring_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    entry_id: Mapped[int]


class ChangeLog(Base):
    """Every change of a book's rows: who, when, and the columns before and after.

    `before` is empty for a new row, `after` for one that went. `group_id` binds
    what one request changed, and begins with the time, so that groups sort by
    it. Replayed from nothing the log gives the tables.
    """

    __tablename__ = "change_log"
    __table_args__ = (
        Index("ix_change_log_row", "book_id", "row_kind", "row_id", "id"),
        Index("ix_change_log_group", "book_id", "group_id"),
        IN_MYSQL,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    group_id: Mapped[str] = mapped_column(String(32))
    row_kind: Mapped[str] = mapped_column(String(16))
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]
