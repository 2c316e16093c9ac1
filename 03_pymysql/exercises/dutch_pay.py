"""Share the bill of a dinner: each friend pays, or nobody does.

`payer` has paid for all. `settle` moves `won` from the purse of each friend to the purse of `payer`, in one
transaction, and commits it. The purses are rows of the table `purses`:

    owner VARCHAR(20) NOT NULL PRIMARY KEY
    won   INT NOT NULL

If somebody has no purse, or a friend has less than `won`, it raises ValueError. Any other error goes on as
it is: that of the server, for example, when so much money does not fit into the purse. After an error all
purses are as before, for everybody else and for this connection, also if it commits something else later.

`connection` stays open. `won` is above 0; the friends are different people, and `payer` is none of them.

    settle(connection, "huey", ["dewey", "louie"], 15000)

더치페이를 정산하십시오. 친구 모두가 내거나, 아무도 내지 않아야 합니다.

`payer`가 모두의 밥값을 냈습니다. `settle`은 친구 한 사람 한 사람의 지갑에서 `won`을 빼서 `payer`의 지갑에
넣습니다. 전부 한 트랜잭션에서 하고 커밋합니다. 지갑은 위와 같은 `purses` 테이블의 행입니다.

지갑이 없는 사람이 있거나 가진 돈이 `won`보다 적은 친구가 있으면 ValueError를 발생시킵니다. 다른 오류는 그대로
전파되게 두십시오. 예를 들어 금액이 너무 커서 지갑의 열에 들어가지 않으면 서버가 오류를 냅니다. 오류가 난
뒤에는 모든 지갑이 처음과 같아야 합니다. 다른 연결에서 볼 때도, 이 연결에서 볼 때도, 이 연결이 나중에 다른
일을 커밋하더라도 그렇습니다.

`connection`은 닫지 않습니다. `won`은 0보다 크고, 친구는 서로 다른 사람이며, `payer`는 친구 목록에 없습니다.
"""

from typing import Any

from pymysql import Connection


def settle(connection: "Connection[Any]", payer: str, friends: list[str], won: int) -> None:
    """Let each friend pay to the payer, wholly or not at all."""
    raise NotImplementedError
