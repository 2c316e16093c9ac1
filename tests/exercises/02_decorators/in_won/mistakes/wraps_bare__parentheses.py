"""Calls wraps with nothing."""

from functools import wraps


def in_won(function):
    @wraps()
    def wrapper(*args, **kwargs):
        return f"{function(*args, **kwargs):,} KRW"

    return wrapper
