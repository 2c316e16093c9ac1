"""One statement for the users, and one more for each."""

from datetime import date

from models import User
from sqlalchemy import select
from sqlalchemy.orm import Session


def spending(session: Session, first: date, last: date) -> dict[str, int]:
    return {
        user.nickname: sum(-e.amount for e in user.entries if e.amount < 0 and first <= e.day <= last)
        for user in session.scalars(select(User))
    }
