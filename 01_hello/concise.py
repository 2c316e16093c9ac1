"""Concise: one way to lay out a block, and comparisons as mathematics writes them.

    uv run python 01_hello/concise.py

The talk shows one C++ function in three layouts, and the compiler takes each of
them. Here Python's own parser says what it makes of such layouts.
"""

import ast

AS_MEANT = """\
def do_something():
    a = get_a()
    a.append("done")
"""
LINE_MOVED_LEFT = """\
def do_something():
    a = get_a()
a.append("done")
"""
LINE_MOVED_RIGHT = """\
def do_something():
    a = get_a()
        a.append("done")
"""
NO_PARENTHESES = """\
def do_something:
    a = get_a()
"""


def get_a() -> list[str]:
    """Return a list to do something with."""
    return []


def do_something() -> list[str]:
    """Do the talk's something: get an `a`, and have it do its part."""
    a = get_a()
    a.append("done")
    return a


def reading(source: str) -> str:
    """Return how Python reads a text: how many statements are in the function and after it, or why none."""
    try:
        function, *after = ast.parse(source).body
    except SyntaxError as error:
        return f"line {error.lineno}, {type(error).__name__}: {error.msg}"
    assert isinstance(function, ast.FunctionDef)
    return f"{len(function.body)} in the function, {len(after)} after it"


def between(x: int) -> bool:
    """Do something if x lies between 0 and 10, both left out; return whether it was done."""
    if 0 < x < 10:
        return do_something() == ["done"]
    return False


def between_as_c_reads_it(x: int) -> bool:
    """Return what 0 < x < 10 is in C and C++: (0 < x) is 0 or 1, and both are below 10."""
    return (0 < x) < 10  # noqa: SIM300


if __name__ == "__main__":
    print("What the layout means:")
    print("  as meant               ", reading(AS_MEANT))
    print("  last line moved left   ", reading(LINE_MOVED_LEFT))
    print("  last line moved right  ", reading(LINE_MOVED_RIGHT))
    print("  without parentheses    ", reading(NO_PARENTHESES))
    print("do_something() returns", do_something())
    print("0 < x < 10")
    for x in (-1, 5, 50):
        print(f"  x = {x:2}   in Python {between(x)!s:6} as C reads it {between_as_c_reads_it(x)}")
