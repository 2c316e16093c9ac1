"""Copies the name only."""


def in_won(function):
    def wrapper(*args, **kwargs):
        return f"{function(*args, **kwargs):,} KRW"

    wrapper.__name__ = function.__name__
    return wrapper
