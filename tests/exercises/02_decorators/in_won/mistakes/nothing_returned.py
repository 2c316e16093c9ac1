"""Decorates the wrapper, and does not return it."""

from functools import wraps


def in_won(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return f"{function(*args, **kwargs):,} KRW"
