"""A plain annotation, without Mapped."""

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Category(Base):
    __tablename__ = "categories"

    category_id: int = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    budget: Mapped[int | None]
