"""`@decorator` above a function is one assignment below it, and nothing more.

    uv run python 02_decorators/at_sign.py

It runs once, when the `def` is executed, and the name then stands for what the
decorator returned. The prints show the order in which things happen.
"""

from collections.abc import Callable


def decorator(function: Callable[[], str]) -> Callable[[], str]:
    """Return a new function that greets what the given one returns."""
    print(f"  decorator gets {function.__name__}")

    def wrapper() -> str:
        print(f"  wrapper is called, and calls {function.__name__}")
        return "Hello " + function()

    return wrapper


def by_hand() -> Callable[[], str]:
    """Decorate with an assignment, as in the file before."""

    def world() -> str:
        return "World"

    world = decorator(world)
    return world


def with_the_sign() -> Callable[[], str]:
    """Decorate with the sign; the assignment is gone, what happens is the same."""

    @decorator
    def world() -> str:
        return "World"

    return world


if __name__ == "__main__":
    for made_by in (by_hand, with_the_sign):
        print(f"{made_by.__name__}: the function is defined")
        world = made_by()
        print(f"{made_by.__name__}: the function is called")
        print(f"  it returns {world()!r}")
