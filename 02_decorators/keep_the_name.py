"""`functools.wraps`: the wrapper takes over the name and the docstring.

    uv run python 02_decorators/keep_the_name.py

After decorating, the name `spend` stands for the wrapper. Without `wraps` the
wrapper introduces itself as `wrapper`, in tracebacks, in `help()`, and to
Flask, which calls a view by the function's name: two views called `wrapper`
do not go together (see "Break it" in the README).
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

Function = Callable[..., Any]


def anonymous(function: Function) -> Function:
    """Wrap a function; whoever asks for its name gets the wrapper's."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


def named(function: Function) -> Function:
    """Wrap a function; the wrapper answers in its name."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


def spend(memo: str, amount: int) -> str:
    """Return a line of a household book."""
    return f"{memo}: {amount:,}"


def introduce(function: Callable[..., object]) -> None:
    """Print what tools see of a function."""
    print("  name     ", function.__name__)
    print("  docstring", function.__doc__)
    print("  signature", inspect.signature(function))


if __name__ == "__main__":
    print("as written:")
    introduce(spend)
    print("wrapped without functools.wraps:")
    introduce(anonymous(spend))
    print("wrapped with functools.wraps:")
    introduce(named(spend))
    print("and the way back: named(spend).__wrapped__ is spend:", inspect.unwrap(named(spend)) is spend)
