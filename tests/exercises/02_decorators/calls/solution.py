"""Count the calls, and change nothing else."""

from collections.abc import Callable
from typing import Any

calls: dict[str, int] = {}


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, with its calls counted."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        calls[function.__name__] = calls.get(function.__name__, 0) + 1
        return function(*args, **kwargs)

    return wrapper
