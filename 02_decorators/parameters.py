"""A decorator with parameters is a function that returns a decorator.

    uv run python 02_decorators/parameters.py

`@repeat(3)` first calls `repeat(3)`; what that returns is the decorator. So
there are three functions inside each other: the outermost knows the parameter,
the middle one the function, the innermost the call.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

Function = Callable[..., Any]


def repeat(times: int) -> Callable[[Function], Function]:
    """Return a decorator: a call then calls `times` times, and returns all the results."""
    # `@repeat` without parentheses hands the function in as `times`. Said here, at the
    # line of the mistake; else the mistake shows when somebody calls, far away from it.
    if not isinstance(times, int):
        raise TypeError("how often? Write @repeat(3), not @repeat")

    def decorator(function: Function) -> Function:
        @wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> list[Any]:
            return [function(*args, **kwargs) for _ in range(times)]

        return wrapper

    return decorator


@repeat(3)
def hello(name: str) -> str:
    """Greet somebody."""
    return f"Hello {name}"


if __name__ == "__main__":
    print("@repeat(3)                 ", hello("World"))

    def bye() -> str:
        """Say goodbye."""
        return "Bye"

    twice = repeat(2)
    print("the same in two steps      ", twice(bye)())
    print("and in one line            ", repeat(1)(bye)())
    try:
        repeat(bye)  # type: ignore[arg-type]
    except TypeError as error:
        print("@repeat without parentheses", f"TypeError: {error}")
