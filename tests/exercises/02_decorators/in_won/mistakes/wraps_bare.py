"""Does not tell wraps which function."""

from functools import wraps


def in_won(function):
    @wraps
    def wrapper(*args, **kwargs):
        return f"{function(*args, **kwargs):,} KRW"

    return wrapper
