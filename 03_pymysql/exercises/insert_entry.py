"""Write an entry into the book, whatever its memo holds.

`add_entry` inserts one row into the table `entries`, commits, and returns the number (`entry_id`) that the
server has given to it. `connection` stays open. The table is there already:

    entry_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY
    day      DATE NOT NULL
    amount   BIGINT NOT NULL          in won; what was spent is negative
    memo     VARCHAR(200) NOT NULL

`day` comes as a text like "2026-11-23", `amount` as an int. `memo` is what somebody has typed: Korean,
quotes, `%`, backslashes, or what looks like SQL. It is stored exactly as it is, and nothing else is stored.

    add_entry(connection, "2026-11-23", -9000, "점심")                   42
    add_entry(connection, "2026-11-23", -4500, "coffee at Kim's, 10 %")  43

메모에 무엇이 들어 있든 가계부에 내역을 기록하십시오.

`add_entry`는 `entries` 테이블에 행을 하나 넣고 커밋한 다음, 서버가 매긴 번호(`entry_id`)를 반환합니다.
`connection`은 닫지 않습니다. 테이블은 이미 위와 같이 만들어져 있으며, 금액의 단위는 원이고 지출은
음수입니다.

`day`는 "2026-11-23"과 같은 문자열로, `amount`는 int로 들어옵니다. `memo`는 사용자가 입력한 글입니다. 한글,
따옴표, `%`, 백슬래시, SQL처럼 보이는 글이 들어 있을 수 있습니다. 메모는 입력한 그대로 저장되어야 하고, 그
밖의 것은 저장되지 않아야 합니다.
"""

from typing import Any

from pymysql import Connection


def add_entry(connection: "Connection[Any]", day: str, amount: int, memo: str) -> int:
    """Insert an entry, and return its number."""
    raise NotImplementedError
