"""A class is a table, an annotated attribute is a column: SQLAlchemy writes the CREATE TABLE.

    uv run python 04_sqlalchemy/models.py

These are the two tables that stage 03 writes by hand. `Mapped[int]` says what
Python gets, `mapped_column` what the database needs to know beyond that. The
same class is told to each database in its own words.
"""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.schema import CreateTable

# By many of MySQL's collations all emoji are equal, and so are "kim" and "KIM". By this one they are
# not; only spaces at the end still count for nothing, unlike in SQLite.
BYTE_BY_BYTE = mysql.VARCHAR(64, charset="utf8mb4", collation="utf8mb4_bin")


class Base(DeclarativeBase):
    """Knows all tables: `Base.metadata`."""

    # Only InnoDB has transactions and foreign keys; only utf8mb4 has room for emoji. MySQL never
    # gives the number of a deleted row again, and so does SQLite with AUTOINCREMENT.
    __table_args__ = {
        "sqlite_autoincrement": True,
        "mysql_engine": "InnoDB",
        "mysql_charset": "utf8mb4",
        "mariadb_engine": "InnoDB",
        "mariadb_charset": "utf8mb4",
    }


class User(Base):
    """Somebody who keeps a household book."""

    __tablename__ = "users"

    user_id: Mapped[int] = mapped_column(primary_key=True)
    nickname: Mapped[str] = mapped_column(
        String(64).with_variant(BYTE_BY_BYTE, "mysql", "mariadb"), unique=True
    )
    password_hash: Mapped[str] = mapped_column(String(255))

    # An entry is a part of its user's book: out of the list, or left by its user, it is deleted.
    entries: Mapped[list["Entry"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="Entry.entry_id"
    )


class Entry(Base):
    """A line of the book."""

    __tablename__ = "entries"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.user_id"))
    day: Mapped[date]
    # Whole won, negative if spent. MySQL's INT ends at 2,147,483,647, and some flats in Seoul cost more.
    amount: Mapped[int] = mapped_column(BigInteger)
    memo: Mapped[str] = mapped_column(String(200))

    user: Mapped[User] = relationship(back_populates="entries")


if __name__ == "__main__":
    for name, dialect in {"SQLite": sqlite.dialect(), "MySQL": mysql.dialect()}.items():
        print(f"In the words of {name}:")
        for table in Base.metadata.sorted_tables:
            statement = str(CreateTable(table).compile(dialect=dialect))
            print(statement.strip().replace(", \n", ",\n").expandtabs(4))
