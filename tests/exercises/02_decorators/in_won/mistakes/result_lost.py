"""Prints the amount."""

from functools import wraps


def in_won(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        print(f"{function(*args, **kwargs):,} KRW")

    return wrapper
