"""Users come with all their entries by a join, and Python adds up."""

from models import User
from sqlalchemy import select
from sqlalchemy.orm import joinedload


def spending(session, first, last):
    users = session.scalars(select(User).options(joinedload(User.entries))).unique()
    return {
        user.nickname: sum(-e.amount for e in user.entries if e.amount < 0 and first <= e.day <= last)
        for user in users
    }
