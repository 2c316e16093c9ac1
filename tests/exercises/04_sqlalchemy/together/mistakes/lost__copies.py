"""The rows are new ones."""

from models import Entry, User
from sqlalchemy.orm import Session


def unite(session: Session, leaving_id: int, staying_id: int) -> None:
    leaving = session.get_one(User, leaving_id)
    staying = session.get_one(User, staying_id)
    for entry in list(leaving.entries):
        session.add(Entry(user=staying, day=entry.day, amount=entry.amount, memo=entry.memo))
    session.delete(leaving)
    session.commit()
