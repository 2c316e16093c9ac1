"""Formats the function, not its result."""

from functools import wraps


def in_won(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return f"{function:,} KRW"

    return wrapper
