"""Types with names of their own, which say what a column needs."""

from typing import Annotated, Optional

from sqlalchemy import BigInteger, Unicode
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

key = Annotated[int, mapped_column(primary_key=True)]
title = Annotated[str, 32]
won = Annotated[int, "won"]


class Base(DeclarativeBase):
    type_annotation_map = {title: Unicode(32), won: BigInteger}


class Category(Base):
    __tablename__ = "categories"

    category_id: Mapped[key]
    name: Mapped[title] = mapped_column(unique=True)
    budget: Mapped[Optional[won]] = mapped_column(default=None)
