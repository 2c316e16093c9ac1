"""The table first, and the class on it; an index keeps the names apart."""

from sqlalchemy import Column, Index, Integer, Table
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import VARCHAR


class Base(DeclarativeBase):
    pass


class Category(Base):
    __table__ = Table(
        "categories",
        Base.metadata,
        Column("category_id", Integer, primary_key=True),
        Column("name", VARCHAR(32), nullable=False),
        Column("budget", Integer),
        Index("one_name", "name", unique=True),
    )
