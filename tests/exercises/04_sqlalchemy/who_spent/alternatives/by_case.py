"""All entries are joined, and those that do not count add 0."""

from models import Entry, User
from sqlalchemy import and_, case, func, select


def spending(session, first, last):
    counts = and_(Entry.day >= first, Entry.day <= last, Entry.amount < 0)
    rows = session.execute(
        select(User.nickname, func.sum(case((counts, -Entry.amount), else_=0)))
        .select_from(User)
        .join(Entry, Entry.user_id == User.user_id, isouter=True)
        .group_by(User.nickname)
    )
    return dict(rows.all())
