"""Give the book a search box.

`search` returns the memos in which every one of the words occurs, in whatever order, the one with the
greatest `entry_id` first. They come from the table `entries`, which has the columns `entry_id` and `memo`.

    search(connection, ["김밥", "juice"])     ["juice and 김밥", "김밥, two, and juice"]
    search(connection, ["100%"])              ["juice 100%"], and not "1000 won"

A word is what somebody has typed into the box, at least one character long. Each character stands for
itself, also a quote, `%`, `_` and a backslash. How many words there are is not known before; if there are
none, all memos are returned. Whether small and capital letters are the same is not asked here. `connection`
stays open.

가계부에 검색창을 만드십시오.

`search`는 모든 단어가 들어 있는 메모를 반환합니다. 단어의 순서는 상관없으며, `entry_id`가 큰 메모가 먼저
옵니다. 메모는 `entry_id`와 `memo` 열이 있는 `entries` 테이블에 있습니다.

단어는 사용자가 검색창에 입력한 한 글자 이상의 글입니다. 글자는 모두 그 글자 자체를 뜻합니다. 따옴표, `%`,
`_`, 백슬래시도 마찬가지입니다. 단어가 몇 개일지는 미리 알 수 없으며, 하나도 없으면 모든 메모를 반환합니다.
대소문자를 구별하는지는 여기에서 묻지 않습니다. `connection`은 닫지 않습니다.
"""

from typing import Any

from pymysql import Connection


def search(connection: "Connection[Any]", words: list[str]) -> list[str]:
    """Return the memos that hold all words, the newest first."""
    raise NotImplementedError
