"""Refuse an amount over a limit.

`@at_most(10000)` stands above a function that has two parameters, `memo` and `amount`. What comes out is
called in the same way, also by keyword. If the amount is over the limit, it raises a ValueError and does
not call the function; otherwise it calls the function and returns its result. An amount as high as the
limit is allowed, and so is a negative one (a refund). Each function has the limit that stands above it.

Somebody will forget the parentheses. That is to be noticed at once: `at_most(spend)`, with a function
instead of a limit, raises a TypeError.

    @at_most(10000)
    def spend(memo, amount):
        return f"{memo}: {amount}"

    spend("lunch", 10000)           "lunch: 10000"
    spend("lunch", amount=10001)    ValueError

한도를 넘는 금액은 거절하십시오.

`@at_most(10000)`은 매개변수가 `memo`와 `amount` 두 개인 함수 위에 붙입니다. 그 결과로 나오는 함수도 키워드
인자를 포함해 같은 방식으로 호출합니다. 금액이 한도를 넘으면 원래 함수를 호출하지 않고 ValueError를
발생시킵니다. 넘지 않으면 원래 함수를 호출하고 그 결과를 반환합니다. 한도와 같은 금액은 허용하며, 음수
금액(환불)도 허용합니다. 함수마다 바로 위에 적힌 한도를 따릅니다.

괄호를 빠뜨리는 사람도 있을 것입니다. 그런 실수는 바로 드러나야 합니다. 한도 자리에 함수가 들어온
`at_most(spend)`는 TypeError를 발생시킵니다.
"""

from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]


def at_most(limit: int) -> Callable[[Function], Function]:
    """Return a decorator that refuses amounts over a limit."""
    raise NotImplementedError
