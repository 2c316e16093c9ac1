"""The tables. This module knows no Flask, and nothing of who asks.

`book_id` or `user_id` leads every key and every foreign key, so that a row
cannot point into another book, and the data could be spread over servers by it.
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from account_book.money import LIMIT

# SQLite numbers rows by itself only in a column of type INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")
File = LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")
Json = JSON(none_as_null=True)
IN_MYSQL = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}


class Moment(TypeDecorator[datetime]):
    """A point in time, UTC, with microseconds; aware in Python, naive in the database."""

    impl = DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Drop the time zone, which MySQL's DATETIME cannot hold."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say again that it is UTC."""
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of all tables, with one way to name keys in every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __table__: ClassVar[Table]
    type_annotation_map = {int: Id, date: Date, datetime: Moment, dict[str, Any]: Json, list[Any]: Json}


class User(Base):
    """Somebody who can sign in. `email` is folded: NFC, lower case."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("email"), IN_MYSQL)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    nickname: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str] = mapped_column(String(255))
    locale: Mapped[str] = mapped_column(String(8))
    # Goes up when the password changes, and all tokens of before are void.
    token_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Token(Base):
    """The state of a token. The token itself is never stored; `jti` is its number."""

    __tablename__ = "token"
    __table_args__ = (Index(None, "user_id", "family"), IN_MYSQL)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    jti: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    # All tokens that came from one log-in share their family.
    family: Mapped[str] = mapped_column(String(32))
    name: Mapped[str | None] = mapped_column(String(64))
    scope: Mapped[str | None] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Throttle(Base):
    """Failed log-ins of one name or address; `bucket` is a hash, `started_at` the first of them."""

    __tablename__ = "throttle"
    __table_args__ = (IN_MYSQL,)

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime]
    failures: Mapped[int]


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
        Index("ix_entry_account_day", "book_id", "account_id", "day"),
        Index("ix_entry_to_account_day", "book_id", "to_account_id", "day"),
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
        Index(None, "book_id", "entry_id"),
        IN_MYSQL,
    )

    book_id: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(String(50), primary_key=True)
    entry_id: Mapped[int] = mapped_column(primary_key=True)


class ChangeLog(Base):
    """Every change of a book's rows: who, when, and the columns before and after.

    `before` is empty for a new row, `after` for one that went. `group_id` binds
    what one request changed. Replayed from nothing it gives the tables.
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
