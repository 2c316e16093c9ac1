"""Amounts below, at and over a limit."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.tutor.mine import Mine, Wrong, shown


def spend(memo: str, amount: int) -> str:
    return f"{memo}: {amount}"


@contextmanager
def by_its_name() -> Iterator[None]:
    """Show a function that came back by its name: not where it was defined, and without its address."""
    try:
        yield
    except Wrong as wrong:
        got = re.sub(r"<function (?:\S+\.)?([^\s.]+) at 0x\w+>", r"<function \1>", wrong.got)
        raise Wrong(wrong.called, got, wrong.expected, wrong.hint) from None


def callable_from(mine: Mine, called: str, hint: str) -> Any:
    """Return a function that a call gives."""
    value = mine.run(called, hint=hint, expected="<function>", spend=spend)
    if not callable(value):
        raise Wrong(called, shown(value), "<function>", hint)
    return value


def test_there_are_three_steps(mine: Mine) -> None:
    callable_from(mine, "at_most(10000)", "no_decorator")
    callable_from(mine, "at_most(10000)(spend)", "no_wrapper")


def allowed(mine: Mine, called: str, expected: object, hint: str) -> None:
    """Check what an allowed call returns; to refuse it is a mistake of its own."""
    try:
        with by_its_name():
            mine.expect(called, expected, hint=hint, spend=spend)
    except ValueError as error:
        # `memo, amount = args` raises one too, if there are not two.
        if "unpack" not in str(error):
            mine.hint = "comparison"
        raise


def refused(mine: Mine, called: str, hint: str) -> None:
    """Check that a call is refused."""
    with by_its_name():
        mine.expect_error(called, ValueError, hint=hint, spend=spend)


def test_what_is_allowed_is_passed_on(mine: Mine) -> None:
    allowed(mine, 'at_most(10000)(spend)("lunch", 9000)', "lunch: 9000", "passed_on")
    called = 'at_most(10000)(lambda memo, amount: [memo, amount])("gift", 5000)'
    allowed(mine, called, ["gift", 5000], "passed_on")
    allowed(mine, 'at_most(10000)(spend)("lunch", amount=9000)', "lunch: 9000", "keywords")
    allowed(mine, 'at_most(10000)(spend)(amount=9000, memo="책")', "책: 9000", "keywords")


def test_what_is_over_the_limit_is_refused(mine: Mine) -> None:
    refused(mine, 'at_most(10000)(spend)("piano", 3000000)', "not_refused")
    refused(mine, 'at_most(10000)(spend)("piano", amount=3000000)', "not_refused")


def test_the_limit_is_allowed_and_one_more_is_not(mine: Mine) -> None:
    allowed(mine, 'at_most(10000)(spend)("lunch", 10000)', "lunch: 10000", "comparison")
    refused(mine, 'at_most(10000)(spend)("lunch", 10001)', "comparison")
    allowed(mine, 'at_most(0)(spend)("gift", 0)', "gift: 0", "comparison")
    refused(mine, 'at_most(0)(spend)("gift", 1)', "comparison")
    allowed(mine, 'at_most(10000)(spend)("refund", -20000)', "refund: -20000", "comparison")


def test_the_function_is_called_once_if_it_is_allowed(mine: Mine) -> None:
    entries: list[str] = []
    add = "at_most(10000)(lambda memo, amount: entries.append(memo))"

    mine.expect_error(f'{add}("piano", 3000000)', ValueError, entries=entries, hint="not_refused")
    mine.compare(f'entries = []\n{add}("piano", 3000000)\nentries', entries, [], hint="called_anyway")

    mine.run(f'{add}("lunch", 9000)', entries=entries, hint="passed_on")
    mine.compare(f'entries = []\n{add}("lunch", 9000)\nentries', entries, ["lunch"], hint="called_twice")


def test_each_function_has_its_own_limit(mine: Mine) -> None:
    both = "spend = at_most(10000)(spend)\ntip = at_most(500)(tip)\n"
    spending = callable_from(mine, "at_most(10000)(spend)", "no_wrapper")
    tipping = callable_from(mine, "at_most(500)(spend)", "no_wrapper")

    called, expected = f'{both}spend("lunch", 9000)', "lunch: 9000"
    mine.about_to(called, "own_limit", shown(expected))
    mine.compare(called, spending("lunch", 9000), expected, hint="own_limit")

    called = f'{both}tip("cafe", 501)'
    mine.about_to(called, "own_limit", "ValueError")
    try:
        got = tipping("cafe", 501)
    except ValueError:
        mine.called = ""
    else:
        raise Wrong(called, shown(got), "ValueError", "own_limit")


def test_forgotten_parentheses_are_noticed(mine: Mine) -> None:
    with by_its_name():
        mine.expect_error("at_most(spend)", TypeError, hint="parentheses", spend=spend)
