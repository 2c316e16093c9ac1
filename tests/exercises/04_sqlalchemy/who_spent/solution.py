"""What each user has spent, with one statement."""

from datetime import date

from models import Entry, User
from sqlalchemy import func, select
from sqlalchemy.orm import Session


def spending(session: Session, first: date, last: date) -> dict[str, int]:
    """Return what each user has spent in these days."""
    # In the join, and not in a WHERE, which would take users without such an entry away again.
    spent = User.entries.and_(Entry.amount < 0, Entry.day.between(first, last))
    question = (
        select(User.nickname, func.coalesce(-func.sum(Entry.amount), 0))
        .outerjoin(spent)
        .group_by(User.user_id)
    )
    return {nickname: amount for nickname, amount in session.execute(question)}
