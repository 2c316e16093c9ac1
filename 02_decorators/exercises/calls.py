"""Count the calls, and change nothing else.

`counted` is a decorator. The function that it returns behaves as the one that it was given: it takes the
same arguments, positional and by keyword, and returns the same result. Besides, each call adds 1 to
`calls[name]`, where `name` is the name of the function that was decorated.

    @counted
    def spend(memo, amount=0):
        return f"{memo}: {amount}"

    spend("lunch", 9000)           "lunch: 9000"
    spend("lunch", amount=9000)    "lunch: 9000"
    calls                          {"spend": 2}

호출 횟수를 세되, 다른 것은 바꾸지 마십시오.

`counted`는 데코레이터입니다. `counted`가 반환하는 함수는 받은 함수와 똑같이 동작합니다. 위치 인자와 키워드
인자를 그대로 받고, 같은 결과를 반환합니다. 거기에 더해 호출될 때마다 `calls[name]`에 1을 더합니다. `name`은
데코레이터를 붙인 함수의 이름입니다.
"""

from collections.abc import Callable
from typing import Any

calls: dict[str, int] = {}


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, with its calls counted."""
    raise NotImplementedError
