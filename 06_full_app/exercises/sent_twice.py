"""Write an entry once, even if the request for it comes twice.

A phone sends `POST /entries`, the train enters a tunnel, and the answer is lost: was the entry written? So
the phone makes up a key, sends it in the header `Idempotency-Key`, and repeats the whole request until an
answer comes. Fill in the decorator `idempotent`, so that a view under it does this:

- Without a key all is as before: two equal requests are two entries.
- With a new key all is as before.
- With a known key and the same body: the same answer as the first time, with its status, and the view is
  not called. This holds for all keys that have come, not for the last one only.
- With a known key and another body: 422, and the view is not called.
- An answer of 400 or more is not kept: its key is as good as new, for the body that was put right.

The server need not remember keys after it has ended. The rest of the file stays as it is.

    POST /entries  {"memo": "lunch", "amount": 9000}  Idempotency-Key: a1     201  {"id": 1, ...}
    POST /entries  {"memo": "lunch", "amount": 9000}  Idempotency-Key: a1     201  {"id": 1, ...}
    POST /entries  {"memo": "taxi", "amount": 7000}  Idempotency-Key: a1      422

요청이 두 번 와도 내역은 한 번만 기록하십시오.

휴대전화가 `POST /entries`를 보낸 순간 지하철이 터널에 들어가 응답을 받지 못했습니다. 내역은 저장되었을까요?
그래서 휴대전화는 키를 하나 만들어 `Idempotency-Key` 헤더에 담고, 응답이 올 때까지 똑같은 요청을 다시
보냅니다. 데코레이터 `idempotent`를 채워, 이를 붙인 뷰가 다음과 같이 동작하게 하십시오.

- 키가 없으면 모든 것이 전과 같습니다. 똑같은 요청 두 번은 내역 두 건입니다.
- 처음 보는 키이면 모든 것이 전과 같습니다.
- 이미 받은 키이고 본문이 같으면, 상태 코드까지 처음과 똑같이 응답하고 뷰는 호출하지 않습니다. 마지막 키만이
  아니라 지금까지 받은 모든 키가 그렇습니다.
- 이미 받은 키인데 본문이 다르면 422로 응답하고 뷰는 호출하지 않습니다.
- 400 이상의 응답은 보관하지 않습니다. 본문을 바로잡아 다시 보낼 때 그 키는 처음 보는 키와 같습니다.

서버가 종료된 뒤까지 키를 기억할 필요는 없습니다. 파일의 나머지 부분은 그대로 두십시오.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, request

app = Flask(__name__)
entries: list[dict[str, Any]] = []


def idempotent(view: Callable[[], Any]) -> Callable[[], Any]:
    """Let a view that writes be asked twice with one Idempotency-Key."""
    raise NotImplementedError


@app.post("/entries")
@idempotent
def create_entry() -> Any:
    """Write an entry."""
    fields = request.get_json()
    if fields["amount"] <= 0:
        return {"error": "amount"}, 400
    entries.append({"id": len(entries) + 1, "memo": fields["memo"], "amount": fields["amount"]})
    return entries[-1], 201


@app.get("/entries")
def list_entries() -> Any:
    """List all entries."""
    return entries
