"""Puts wraps above the decorator."""

from functools import wraps


@wraps
def in_won(function):
    def wrapper(*args, **kwargs):
        return f"{function(*args, **kwargs):,} KRW"

    return wrapper
