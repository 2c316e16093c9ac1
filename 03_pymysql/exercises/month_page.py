"""Read a page of the book, ready to be sent as JSON.

`month_page` returns the entries from the day `first` to the day `last`, both included, and what they add up
to. They come from the table `entries` (`entry_id`, `day`, `amount`, `memo`): the newest day first, and of
one day the entry with the greater `entry_id` first.

Each entry is a dictionary with the keys `day`, `amount` and `memo`. `json.dumps` must take what is
returned, and JSON has neither dates nor decimals: a `day` is a text like "2026-11-23", and `total` is an
int. Without entries the list is empty, and `total` is 0. `connection` stays open.

    month_page(connection, date(2026, 11, 1), date(2026, 11, 30))

    {"entries": [{"day": "2026-11-23", "amount": -9000, "memo": "점심"},
                 {"day": "2026-11-01", "amount": 2500000, "memo": "월급"}],
     "total": 2491000}

가계부의 한 페이지를 JSON으로 보낼 수 있는 형태로 읽으십시오.

`month_page`는 `first`부터 `last`까지(두 날 모두 포함)의 내역과 그 합계를 반환합니다. 내역은 `entries`
테이블(`entry_id`, `day`, `amount`, `memo`)에 있습니다. 최근 날짜가 먼저 오고, 같은 날짜에서는 `entry_id`가
큰 내역이 먼저 옵니다.

내역 하나는 키가 `day`, `amount`, `memo`인 딕셔너리입니다. 결과는 `json.dumps`로 변환할 수 있어야 합니다.
JSON에는 날짜도 Decimal도 없으므로 `day`는 "2026-11-23"과 같은 문자열로, `total`은 int로 반환하십시오.
내역이 없으면 리스트는 비어 있고 `total`은 0입니다. `connection`은 닫지 않습니다.
"""

from datetime import date
from typing import Any

from pymysql import Connection


def month_page(connection: "Connection[Any]", first: date, last: date) -> dict[str, Any]:
    """Return the entries of some days, and their sum."""
    raise NotImplementedError
