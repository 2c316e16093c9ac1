"""The last day is left out."""

from datetime import date

from models import Entry, User
from sqlalchemy import func, select
from sqlalchemy.orm import Session


def spending(session: Session, first: date, last: date) -> dict[str, int]:
    spent = User.entries.and_(Entry.amount < 0, Entry.day >= first, Entry.day < last)
    question = (
        select(User.nickname, func.coalesce(-func.sum(Entry.amount), 0))
        .outerjoin(spent)
        .group_by(User.user_id)
    )
    return {nickname: amount for nickname, amount in session.execute(question)}
