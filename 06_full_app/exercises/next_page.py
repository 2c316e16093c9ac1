"""Give out a long list page by page, while others write in it.

`GET /entries?limit=3` answers {"items": [...], "next": ...}. `items` are at most `limit` entries, each with
its `id`, `day` and `memo`: the newest day first, and of one day the highest id first. `next` is a text, the
cursor, with which `GET /entries?limit=3&cursor=...` gives the page after this one; it is null if no entry
comes after this page. What a cursor looks like is up to you: the client sends it back as it came. A `limit`
is always given, from 1 to 200.

Meanwhile entries are added and deleted. Whoever goes through all pages still gets each entry that was there
all the time, and gets it once: also if a new entry is the newest of all, and if the last entry of a page is
deleted before the next page is asked for. Fill in the view. The table is there; its days do not come in the
order of the ids.

    GET /entries?limit=2               {"items": [{"id": 7, ...}, {"id": 4, ...}], "next": "..."}
    GET /entries?limit=2&cursor=...    {"items": [{"id": 9, ...}], "next": null}

다른 사람이 기록하는 동안에도 긴 목록을 한 페이지씩 내보내십시오.

`GET /entries?limit=3`은 {"items": [...], "next": ...}로 응답합니다. `items`는 최대 `limit`개의 내역이며,
각각 `id`, `day`, `memo`가 있습니다. 최근 날짜가 먼저이고, 날짜가 같으면 id가 큰 것이 먼저입니다. `next`는
커서라고 부르는 문자열로, `GET /entries?limit=3&cursor=...`로 보내면 바로 다음 페이지가 나옵니다. 이 페이지
뒤에 내역이 더 없으면 null입니다. 커서의 모양은 자유롭게 정하십시오. 클라이언트는 받은 그대로 되돌려
보냅니다. `limit`은 1부터 200까지이며 항상 주어집니다.

그사이에도 내역이 추가되고 삭제됩니다. 그래도 모든 페이지를 차례로 넘기는 사람은, 처음부터 끝까지 있었던
내역을 빠짐없이 한 번씩만 받아야 합니다. 가장 최근 날짜의 내역이 새로 추가되거나, 다음 페이지를 요청하기
전에 앞 페이지의 마지막 내역이 삭제되어도 그렇습니다. 뷰를 채워 넣으십시오. 테이블은 준비되어 있으며, 날짜는
id 순서와 다를 수 있습니다.
"""

import sqlite3
from typing import Any

import flask

app = flask.Flask(__name__)
# The server answers in several threads.
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT NOT NULL, memo TEXT NOT NULL)")


@app.get("/entries")
def list_entries() -> Any:
    """List the entries of one page, and say where the next one begins."""
    raise NotImplementedError
