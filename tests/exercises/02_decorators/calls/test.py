"""Calls that have to be counted, with arguments and results that have to stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial, update_wrapper
from typing import Any

from tests.tutor.mine import Mine, Wrong, shown


def spend(memo: str, amount: int = 0) -> str:
    return f"{memo}: {amount}"


def total(*amounts: int) -> int:
    return sum(amounts)


@contextmanager
def told(mine: Mine, called: str, expected: object, hint: str) -> Iterator[None]:
    """Tell about an error in something decorated; if it is not about arguments, it is about counting."""
    mine.about_to(called, hint, shown(expected))
    try:
        yield
    except Exception as error:
        if isinstance(error, UnboundLocalError):
            mine.hint = "own_variable"
        elif not (isinstance(error, TypeError) and "argument" in str(error)):
            mine.hint = "counting"
        raise
    mine.called = ""


def call(mine: Mine, called: str, expected: object, hint: str) -> Any:
    """Return the result of a call of something decorated."""
    with told(mine, called, expected, hint):
        return mine.run(called, hint=hint, expected=shown(expected), spend=spend)


def counts(mine: Mine) -> dict[str, int]:
    """Return what has been counted; a function that was not called may be there with 0."""
    return {name: count for name, count in mine.calls.items() if count != 0}


def test_a_function_comes_back(mine: Mine) -> None:
    counted = mine.run("counted(spend)", spend=spend, hint="nothing_returned", expected="<function>")

    # `@wraps` without its parentheses makes something that can be called, and waits for a function.
    waits = isinstance(counted, partial) and counted.func is update_wrapper
    if waits or not callable(counted):
        raise Wrong("counted(spend)", shown(counted), "<function>", "nothing_returned")


def test_what_goes_in_and_what_comes_out(mine: Mine) -> None:
    called, expected = 'counted(spend)("lunch", 9000)', "lunch: 9000"
    result = call(mine, called, expected, "arguments_lost")
    # Another text comes from a call with other arguments.
    hint = "arguments_lost" if isinstance(result, str) else "result_lost"
    mine.compare(called, result, expected, hint=hint)

    called = 'counted(spend)("lunch", amount=9000)'
    mine.compare(called, call(mine, called, expected, "keywords_lost"), expected, hint="keywords_lost")


def test_any_number_of_arguments(mine: Mine) -> None:
    calls = [("counted(lambda *amounts: sum(amounts))(3000, 4500, 500)", 8000), ("counted(lambda: 0)()", 0)]
    for called, expected in calls:
        mine.compare(called, call(mine, called, expected, "arguments_lost"), expected, hint="arguments_lost")


def test_only_calls_are_counted(mine: Mine) -> None:
    called = "spend = counted(spend)\ncalls"
    with told(mine, called, {}, "counted_early"):
        mine.counted(spend)
        found = counts(mine)

    mine.compare(called, found, {}, hint="counted_early")


def test_each_call_is_counted_under_the_name_of_its_function(mine: Mine) -> None:
    called, expected = 'spend = counted(spend)\nspend("lunch")\nspend("book")\ncalls', {"spend": 2}
    with told(mine, called, expected, "counts"):
        spent = mine.counted(spend)
        spent("lunch")
        spent("book")
        found = counts(mine)
    mine.compare(called, found, expected, hint="counts")

    called = f'{called[:-5]}total = counted(total)\ntotal(3000, 4500)\nspend("rice")\ncalls'
    expected = {"spend": 3, "total": 1}
    with told(mine, called, expected, "counts"):
        mine.counted(total)(3000, 4500)
        spent("rice")
        found = counts(mine)
    mine.compare(called, found, expected, hint="counts")
