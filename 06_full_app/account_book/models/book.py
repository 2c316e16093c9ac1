"""A household's book: who may do what in it, and what its entries are sorted by."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from account_book.models.base import IN_MYSQL, Base
from account_book.money import LIMIT


class Book(Base):
    """A household's book: its accounts, categories and entries."""

    __tablename__ = "book"
    __table_args__ = (IN_MYSQL,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    timezone: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Turn(Base):
    """How often somebody wrote into a book, counted on MariaDB: a row that only one can write at a time."""

    __tablename__ = "turn"
    __table_args__ = (IN_MYSQL,)

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"), primary_key=True)
    taken: Mapped[int]


class Number(Base):
    """The last number that a row of this kind was given, where the database would give one again (SQLite)."""

    __tablename__ = "number"
    __table_args__ = (IN_MYSQL,)

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    last: Mapped[int]


class Member(Base):
    """Who may do what in a book: `viewer` sees, `editor` writes, `owner` decides."""

    __tablename__ = "member"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'editor', 'viewer')", "role"),
        Index(None, "user_id", "book_id"),
        IN_MYSQL,
    )

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(8))


class Invite(Base):
    """A way into a book for whoever knows its code, once; of the code only a hash is kept."""

    __tablename__ = "invite"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'editor', 'viewer')", "role"),
        UniqueConstraint("hash"),
        Index(None, "book_id"),
        IN_MYSQL,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    hash: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(8))
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Account(Base):
    """Where money is: a purse, a bank account, a card. It has one currency."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("kind IN ('cash', 'bank', 'card', 'other')", "kind"),
        CheckConstraint(f"opening_balance BETWEEN -{LIMIT} AND {LIMIT}", "opening_balance"),
        UniqueConstraint("book_id", "name"),
        # So that (book_id, account_id) of an entry can refer to it.
        UniqueConstraint("book_id", "id"),
        IN_MYSQL,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    currency: Mapped[str] = mapped_column(String(3))
    opening_balance: Mapped[int] = mapped_column(default=0)
    # What the keys of imported lines were made with, so that they stay true in a copy of the book.
    import_seed: Mapped[str | None] = mapped_column(String(32))
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Category(Base):
    """What money is for, or where it comes from."""

    __tablename__ = "category"
    __table_args__ = (
        CheckConstraint("kind IN ('income', 'expense')", "kind"),
        UniqueConstraint("book_id", "kind", "name"),
        UniqueConstraint("book_id", "id"),
        ForeignKeyConstraint(["book_id", "parent_id"], ["category.book_id", "category.id"]),
        IN_MYSQL,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    parent_id: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Budget(Base):
    """What a category may cost in a month, in the book's currency; it holds until a later month has its own.

    Without an amount, there is no budget from this month on.
    """

    __tablename__ = "budget"
    __table_args__ = (
        CheckConstraint(f"amount BETWEEN 0 AND {LIMIT}", "amount"),
        UniqueConstraint("book_id", "category_id", "month"),
        ForeignKeyConstraint(["book_id", "category_id"], ["category.book_id", "category.id"]),
        IN_MYSQL,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int]
    category_id: Mapped[int]
    month: Mapped[date]
    amount: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class Rule(Base):
    """Whose payee contains this, folded, belongs to that category; said once, kept for every import."""

    __tablename__ = "rule"
    __table_args__ = (
        UniqueConstraint("book_id", "contains"),
        ForeignKeyConstraint(["book_id", "category_id"], ["category.book_id", "category.id"]),
        IN_MYSQL,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int]
    contains: Mapped[str] = mapped_column(String(200))
    category_id: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
