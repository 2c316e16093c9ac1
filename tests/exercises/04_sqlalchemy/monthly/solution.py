"""Turn to one month's page of a household book."""

from models import Entry
from sqlalchemy import extract, select
from sqlalchemy.orm import Session


def entries_of(session: Session, user_id: int, year: int, month: int) -> list[Entry]:
    """Return a user's entries of one month, the earliest first."""
    question = (
        select(Entry)
        .where(Entry.user_id == user_id)
        .where(extract("year", Entry.day) == year, extract("month", Entry.day) == month)
        .order_by(Entry.day, Entry.entry_id)
    )
    return list(session.scalars(question))
