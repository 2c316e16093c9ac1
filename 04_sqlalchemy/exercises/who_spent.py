"""Who has spent how much? Answer it for the whole household, with one statement.

`spending` returns a dict: each user's nickname, and the whole won that this user has spent from the day
`first` to the day `last`, both included. In the book (models.py) an amount that is spent is negative; here
it counts as a positive number, and income does not count. A user who has spent nothing is there, with 0.

However many users there are, only one statement is sent to the database.

    from models import Entry, User

    spending(session, date(2026, 10, 1), date(2026, 10, 31))    {"huey": 21000, "dewey": 0}

누가 얼마를 썼습니까? 온 가족의 지출을 쿼리 한 번으로 알아내십시오.

`spending`은 사용자마다 `first`일부터 `last`일까지(양 끝 포함) 쓴 금액을 원 단위 정수로 구해, 닉네임을 키로
하는 dict로 반환합니다. 가계부(models.py)에서 쓴 금액은 음수이지만 여기에서는 양수로 세고, 수입은 세지
않습니다. 쓴 돈이 없는 사용자도 0으로 들어 있어야 합니다.

사용자가 몇 명이든 데이터베이스에 보내는 SQL 문은 하나뿐이어야 합니다.
"""

from datetime import date

from sqlalchemy.orm import Session


def spending(session: Session, first: date, last: date) -> dict[str, int]:
    """Return what each user has spent in these days."""
    raise NotImplementedError
