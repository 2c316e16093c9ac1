"""Let somebody join a household, under a nickname that nobody else has.

`join` inserts one row into the table `members`, commits, and returns the number (`member_id`) that the
server has given to it. The rules of the table are the server's business:

    member_id    INT NOT NULL AUTO_INCREMENT PRIMARY KEY
    household_id INT NOT NULL                 FOREIGN KEY: there must be such a household
    nickname     VARCHAR(20) NOT NULL UNIQUE

If the nickname is taken, it raises `NicknameTaken`, also if somebody else takes it at the very same time.
All other errors go on as they are, with their class and number: it is for others to know what to do about a
household that does not exist, or a nickname that is too long. `connection` stays open.

    join(connection, 1, "huey")     5
    join(connection, 1, "huey")     NicknameTaken

가구에 새 구성원을 등록하십시오. 닉네임은 다른 사람과 겹칠 수 없습니다.

`join`은 `members` 테이블에 행을 하나 넣고 커밋한 다음, 서버가 매긴 번호(`member_id`)를 반환합니다. 테이블의
규칙은 위와 같으며, 규칙을 지키게 하는 것은 서버의 일입니다. `household_id`는 외래 키이므로 그 가구가 있어야
합니다.

이미 사용 중인 닉네임이면 `NicknameTaken`을 발생시킵니다. 다른 사람이 바로 그 순간에 먼저 등록한 경우에도
마찬가지입니다. 다른 오류는 클래스와 번호를 바꾸지 말고 그대로 전파되게 두십시오. 없는 가구나 너무 긴
닉네임을 어떻게 할지는 호출한 쪽에서 정합니다. `connection`은 닫지 않습니다.
"""

from typing import Any

from pymysql import Connection


class NicknameTaken(Exception):
    """Raised if somebody has this nickname already."""


def join(connection: "Connection[Any]", household_id: int, nickname: str) -> int:
    """Insert a member, and return its number."""
    raise NotImplementedError
