"""One for who is there, one for what they have spent."""

from datetime import date

from models import Entry, User
from sqlalchemy import func, select
from sqlalchemy.orm import Session


def spending(session: Session, first: date, last: date) -> dict[str, int]:
    question = (
        select(User.nickname, -func.sum(Entry.amount))
        .join(User.entries)
        .where(Entry.amount < 0, Entry.day.between(first, last))
        .group_by(User.nickname)
    )
    spent = dict(session.execute(question).all())
    return {nickname: spent.get(nickname, 0) for nickname in session.scalars(select(User.nickname))}
