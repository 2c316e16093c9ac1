"""None has no sign."""

from models import Entry, User
from sqlalchemy import func, select


def spending(session, first, last):
    spent = User.entries.and_(Entry.amount < 0, Entry.day.between(first, last))
    question = select(User.nickname, func.sum(Entry.amount)).outerjoin(spent).group_by(User.user_id)
    return {nickname: -amount for nickname, amount in session.execute(question)}
