"""Two functions of a household book that return amounts, and how the menu sees them."""

from functools import partial, update_wrapper
from typing import Any

from tests.tutor.mine import Mine, Wrong, shown


def spent(*amounts: int) -> int:
    """Add up what was spent."""
    return sum(amounts)


def left(income: int, costs: int) -> int:
    """쓰고 남은 돈을 알려 줍니다."""
    return income - costs


FUNCTIONS = {"spent": spent, "left": left}


def is_bare(value: object) -> bool:
    """Return whether `@wraps` without its argument has made this: it waits for the function to wrap."""
    return isinstance(value, partial) and value.func is update_wrapper


def decorated(mine: Mine, called: str) -> Any:
    """Return a function that has been decorated."""
    try:
        value = mine.run(called, hint="nothing_returned", expected="<function>", **FUNCTIONS)
    except TypeError as error:
        if "wraps()" in str(error):
            mine.hint = "wraps_bare"
        raise
    except AttributeError:
        mine.hint = "name_lost"
        raise
    for source, found in [("in_won", mine.in_won), (called, value)]:
        if is_bare(found):
            raise Wrong(source, "functools.wraps(...)", "<function>", "wraps_bare")
    if not callable(value):
        raise Wrong(called, shown(value), "<function>", "nothing_returned")
    return value


def test_a_function_comes_back(mine: Mine) -> None:
    decorated(mine, "in_won(spent)")


def test_it_returns_a_text(mine: Mine) -> None:
    calls = [
        ("in_won(spent)(9000, 3500)", "12,500 KRW"),
        ("in_won(lambda income, costs: income - costs)(2050000, costs=38000)", "2,012,000 KRW"),
        ("in_won(lambda income, costs: income - costs)(income=0, costs=9000)", "-9,000 KRW"),
        ("in_won(lambda: 0)()", "0 KRW"),
    ]
    for called, expected in calls:
        try:
            result = mine.run(called, hint="arguments_lost", expected=shown(expected), **FUNCTIONS)
        except Exception as error:
            if not (isinstance(error, TypeError) and "argument" in str(error)):
                mine.hint = "formatting"
            raise
        mine.compare(called, result, expected, hint="result_lost" if result is None else "text")


def test_the_menu_finds_name_and_docstring(mine: Mine) -> None:
    mine.expect("in_won(spent).__name__", "spent", hint="name_lost", **FUNCTIONS)
    mine.expect("in_won(left).__name__", "left", hint="name_lost", **FUNCTIONS)
    mine.expect("in_won(spent).__doc__", spent.__doc__, hint="docstring_lost", **FUNCTIONS)
    mine.expect("in_won(left).__doc__", left.__doc__, hint="docstring_lost", **FUNCTIONS)


def test_two_functions_do_not_mix(mine: Mine) -> None:
    called, expected = (
        "spent = in_won(spent)\nleft = in_won(left)\nspent.__name__, spent(9000)",
        ("spent", "9,000 KRW"),
    )
    first = decorated(mine, "in_won(spent)")
    decorated(mine, "in_won(left)")

    mine.about_to(called, "name_lost", expected)
    found = (first.__name__, first(9000))
    mine.called = ""
    mine.compare(called, found, expected, hint="name_lost")
