"""Amounts inside, outside and on the limits."""

from tests.tutor.mine import Mine


def test_amounts_inside(mine: Mine) -> None:
    called = "count_between([4500, 9000, 4500], 1000, 10000)"
    got = mine.run(called, expected=3, hint="an_error")

    mine.compare(called, got, 3, hint=hint_for(got, 3))


def test_amounts_outside(mine: Mine) -> None:
    mine.expect("count_between([4500, 32000, 50001], 1000, 10000)", 1, hint="outside")
    mine.expect("count_between([500, 4500, -2000], 1000, 10000)", 1, hint="outside")


def test_amounts_on_the_limits(mine: Mine) -> None:
    mine.expect("count_between([4500, 1000, 1001, 999], 1000, 10000)", 3, hint="low_itself")
    mine.expect("count_between([4500, 9999, 10000, 10001], 1000, 10000)", 2, hint="high_itself")


def test_other_limits(mine: Mine) -> None:
    mine.expect("count_between([-3000, 0, 2000, 7000, -9000], -5000, 5000)", 3, hint="inside")
    mine.expect("count_between([-1, 0, 1, 2], 0, 2)", 2, hint="inside")


def test_no_amounts(mine: Mine) -> None:
    mine.expect("count_between([], 0, 10000)", 0, hint="none")


def hint_for(got: object, expected: int) -> str:
    """Return the name of the hint for a wrong number of amounts inside."""
    if got is None:
        return "nothing_returned"
    if type(got) is not int or got > expected:
        return "not_a_count"
    return "stops_early" if got == 1 else "inside"
