"""A question within the question, for each user's sum; Python makes 0 of None."""

from models import Entry, User
from sqlalchemy import func, select


def spending(session, first, last):
    amount = (
        select(func.sum(Entry.amount))
        .where(Entry.user_id == User.user_id, Entry.day.between(first, last), Entry.amount < 0)
        .scalar_subquery()
    )
    return {row[0]: -(row[1] or 0) for row in session.execute(select(User.nickname, amount))}
