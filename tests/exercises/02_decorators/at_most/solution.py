"""Refuse an amount over a limit."""

from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]


def at_most(limit: int) -> Callable[[Function], Function]:
    """Return a decorator that refuses amounts over a limit."""
    if callable(limit):
        raise TypeError(limit)

    def decorator(function: Function) -> Function:
        def wrapper(memo: str, amount: int) -> Any:
            if amount > limit:
                raise ValueError(amount)
            return function(memo, amount)

        return wrapper

    return decorator
