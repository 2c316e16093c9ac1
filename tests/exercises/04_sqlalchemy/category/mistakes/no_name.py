"""The columns as the talk writes them: what is not said to be otherwise may be missing."""

from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Category(Base):
    __tablename__ = "categories"

    category_id = Column(Integer, primary_key=True)
    name = Column(String(32), unique=True)
    budget = Column(Integer)
