"""One function with all that is known, filled in step by step; an own kind of ValueError."""

from functools import partial


class TooMuch(ValueError):
    pass


def check_and_call(limit, function, memo, amount):
    if limit - amount < 0:
        raise TooMuch
    return function(memo, amount)


def at_most(limit):
    # A function cannot be added to.
    limit += 0
    return lambda function: partial(check_and_call, limit, function)
