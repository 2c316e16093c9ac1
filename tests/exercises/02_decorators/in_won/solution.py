"""Show amounts in won, and keep the name."""

from collections.abc import Callable
from functools import wraps
from typing import Any


def in_won(function: Callable[..., int]) -> Callable[..., str]:
    """Return the function, with its result as a text in won."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> str:
        return f"{function(*args, **kwargs):,} KRW"

    return wrapper
