"""Forgets the commas."""

from functools import wraps


def in_won(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return f"{function(*args, **kwargs)} KRW"

    return wrapper
