"""Puts wraps above the decorator instead of the wrapper, with the wrong function."""

from functools import wraps


def in_won(function):
    def wrapper(*args, **kwargs):
        return f"{function(*args, **kwargs):,} KRW"

    return wraps(wrapper)(wrapper)
