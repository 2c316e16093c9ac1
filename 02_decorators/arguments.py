"""A wrapper passes on what it is given, and gives back what it gets.

    uv run python 02_decorators/arguments.py

The talk's wrapper takes nothing and returns nothing: it prints. That is enough
for a slide; a function with an argument cannot be called through it, and what
the function returns is lost. `*args, **kwargs` and `return` mend both.
"""

from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]


def forgetful(function: Function) -> Function:
    """Wrap a function as on the slide: no arguments, no result."""

    def wrapper() -> None:
        print("Hello", function())

    return wrapper


def traced(function: Function) -> Function:
    """Wrap any function: say how it is called and what it returns, and change neither."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        print(f"  {function.__name__}, args {args}, kwargs {kwargs}, returns {result!r}")
        return result

    return wrapper


def world() -> str:
    """Return whom to greet."""
    return "World"


@traced
def spend(memo: str, amount: int, currency: str = "KRW") -> str:
    """Return a line of a household book."""
    return f"{memo}: {amount:,} {currency}"


if __name__ == "__main__":
    print("The slide's wrapper prints, and returns nothing:")
    print("  result:", forgetful(world)())
    print("and it takes nothing:")
    try:
        forgetful(spend)("lunch", 9000)
    except TypeError as error:
        print(f"  TypeError: {error}")
    print("A wrapper that passes everything on:")
    line = spend("lunch", 9000)
    spend("book", amount=20, currency="USD")
    print("  and the caller has it:", line)
