"""Turn to one month's page of a household book.

`entries_of` returns a list with the `Entry` objects (see models.py) of one user in one month. The earliest
day comes first; entries of the same day stand in the order in which they were written, which is that of
`entry_id`. It is the database that chooses: no entry is loaded that is not in the list.

    entries_of(session, 1, 2026, 12)    user 1, from 2026-12-01 to 2026-12-31

가계부에서 한 달을 펼쳐 보십시오.

`entries_of`는 한 사용자의 한 달 내역을 `Entry` 객체(models.py 참고)의 리스트로 반환합니다. 날짜가 빠른 것이
먼저 오고, 날짜가 같으면 기록한 순서, 곧 `entry_id` 순서대로 놓입니다. 내역을 고르는 일은 데이터베이스가
합니다. 리스트에 들어가지 않을 내역은 불러오지 마십시오.
"""

from models import Entry
from sqlalchemy.orm import Session


def entries_of(session: Session, user_id: int, year: int, month: int) -> list[Entry]:
    """Return a user's entries of one month, the earliest first."""
    raise NotImplementedError
