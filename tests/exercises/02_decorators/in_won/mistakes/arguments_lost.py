"""Hands no keywords on."""

from functools import wraps


def in_won(function):
    @wraps(function)
    def wrapper(*args):
        return f"{function(*args):,} KRW"

    return wrapper
