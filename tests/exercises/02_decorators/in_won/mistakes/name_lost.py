"""Knows nothing of functools.wraps."""


def in_won(function):
    def wrapper(*args, **kwargs):
        return f"{function(*args, **kwargs):,} KRW"

    return wrapper
