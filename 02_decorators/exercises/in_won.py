"""Show amounts in won, and keep the name.

`in_won` is a decorator for functions that return an amount, a whole number. The function that it returns
takes the same arguments, positional and by keyword, and returns the amount as a text with commas and KRW.
The menu of the household book shows each function by its name and its docstring; so `__name__` and
`__doc__` are still those of the function that was decorated.

    @in_won
    def spent(*amounts):
        "Add up what was spent."
        return sum(amounts)

    f"{12500:,}"          "12,500"
    spent(9000, 3500)     "12,500 KRW"
    spent.__name__        "spent"
    spent.__doc__         "Add up what was spent."

금액을 원화로 표시하되, 함수의 이름은 그대로 두십시오.

`in_won`은 금액(정수)을 반환하는 함수에 붙이는 데코레이터입니다. `in_won`이 반환하는 함수는 원래 함수와 같은
인자를 위치 인자로도 키워드 인자로도 받고, 금액을 쉼표와 KRW가 붙은 문자열로 반환합니다. 가계부의 메뉴에는
각 함수의 이름과 docstring이 표시됩니다. 그러므로 `__name__`과 `__doc__`은 데코레이터를 붙인 함수의 것
그대로여야 합니다.
"""

from collections.abc import Callable


def in_won(function: Callable[..., int]) -> Callable[..., str]:
    """Return the function, with its result as a text in won."""
    raise NotImplementedError
