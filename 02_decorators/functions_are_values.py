"""A function is a value: it can be handed to a function, and a function can make one.

    uv run python 02_decorators/functions_are_values.py

The decorator pattern adds a duty to something without changing it. Here the
something is the function `world`, the duty is a greeting, and no new syntax is
needed yet.
"""

from collections.abc import Callable


def world() -> str:
    """Return whom to greet."""
    return "World"


def greet(function: Callable[[], str]) -> str:
    """Call the function that was handed in, and greet what it returns."""
    return "Hello " + function()


def decorator(function: Callable[[], str]) -> Callable[[], str]:
    """Return a new function that greets what the given one returns."""

    def wrapper() -> str:
        # `function` is still known here after `decorator` has returned: a closure.
        return "Hello " + function()

    return wrapper


if __name__ == "__main__":
    print("world is a value of type ", type(world).__name__)
    print("world() calls it         ", world())
    print("greet(world) hands it in ", greet(world))

    # Without parentheses: the function itself goes in, not what it returns.
    helloworld = decorator(world)

    print("decorator(world) returns a", type(helloworld).__name__)
    print("helloworld() calls that  ", helloworld())
    print("world() is unchanged     ", world())
