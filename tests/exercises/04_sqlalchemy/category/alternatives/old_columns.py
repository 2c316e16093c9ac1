"""The columns as the talk writes them, with `nullable=False` said where it is meant."""

from sqlalchemy import Column, Integer, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Category(Base):
    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("name"),)

    category_id = Column(Integer, primary_key=True)
    name = Column(String(32), nullable=False)
    budget = Column(Integer)
