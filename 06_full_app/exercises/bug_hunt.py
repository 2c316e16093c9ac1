"""Write the tests that find six bugs in servers of other people.

Each function here whose name begins with `test_` is a test. It is given a server that holds nothing yet,
asks it, and checks the answers with `assert`. One server does all that stands below: there each test has to
pass. Six others have one bug each: on each of them at least one of the tests has to fail. Write as many
tests as you like; five or six short ones are enough.

A call returns two things, the status and the body, which is None where nothing is said about it. Users have
entries of their own and never hear of another's; kim asks, unless `user="lee"` says something else.

    server.post("/entries", {"day": "2026-03-14", "kind": "expense", "amount": 9000})
                                           201, the entry with its "id"; or 422, and nothing is written,
                                           unless the kind is "income" or "expense", and the amount a whole
                                           number of 1 or more
    server.get("/entries")                 200, a list of the entries, in the order of their writing
    server.get("/entries?month=2026-03")   200, those of a month, from its first to its last day
    server.get("/balance", user="lee")     200, {"balance": ...}, all incomes less all expenses
    server.delete("/entries/1")            204, and the entry is gone; or 404, if there is none of this id

다른 사람이 만든 서버에서 버그 여섯 개를 찾아내는 테스트를 작성하십시오.

이 파일에서 이름이 `test_`로 시작하는 함수가 테스트입니다. 테스트는 아직 내역이 없는 서버를 받아 요청을
보내고, 응답을 `assert`로 확인합니다. 한 서버는 적힌 대로 정확히 동작하며, 그 서버에서는 모든 테스트가
통과해야 합니다. 다른 여섯 서버에는 버그가 하나씩 있고, 그 서버마다 적어도 한 테스트는 실패해야 합니다.
테스트는 몇 개든 작성할 수 있지만, 짧은 것 대여섯 개면 충분합니다.

호출하면 상태 코드와 본문, 두 가지가 반환됩니다. 설명이 없는 본문은 None입니다. 내역은 사용자마다 따로 있고
다른 사람의 내역은 전혀 알 수 없습니다. `user="lee"`처럼 지정하지 않으면 kim의 요청입니다. 위의 응답은 차례로
이렇습니다.

- 201과 "id"가 붙은 내역. kind가 "income"(수입)이나 "expense"(지출)가 아니거나 금액이 1 이상의 정수가 아니면
  422이고, 아무것도 기록하지 않습니다.
- 200과, 기록한 순서대로 나열한 내역의 리스트
- 200과, 그달 1일부터 말일까지의 내역
- 200과, 모든 수입에서 모든 지출을 뺀 잔액
- 204. 내역은 삭제됩니다. 그런 id의 내역이 없으면 404입니다.
"""

from typing import Any


def test_what_was_written_is_listed(server: Any) -> None:
    """Write an entry, and look for it in the list."""
    raise NotImplementedError
