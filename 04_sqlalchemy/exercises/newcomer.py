"""Somebody new joins the household book: write them into the database.

`add_user` adds a `User` (see models.py) with this nickname and this password hash to the session, commits,
and returns the `user_id`, which is the number that the database has given. If the nickname is taken, it
changes nothing and returns None, and the session can still be used for other things afterwards.

    from models import User

    add_user(session, "huey", "hash of huey")     1
    add_user(session, "dewey", "hash of dewey")   2
    add_user(session, "huey", "another hash")     None

가계부에 새 사용자가 들어옵니다. 데이터베이스에 기록하십시오.

`add_user`는 주어진 닉네임과 비밀번호 해시로 `User`(models.py 참고)를 만들어 세션에 추가하고 커밋한 뒤,
데이터베이스가 정한 번호인 `user_id`를 반환합니다. 닉네임이 이미 쓰이고 있으면 아무것도 바꾸지 않고 None을
반환합니다. 그런 뒤에도 같은 세션으로 다른 작업을 계속할 수 있어야 합니다.
"""

from sqlalchemy.orm import Session


def add_user(session: Session, nickname: str, password_hash: str) -> int | None:
    """Add a user and return the number; return None if the nickname is taken."""
    raise NotImplementedError
