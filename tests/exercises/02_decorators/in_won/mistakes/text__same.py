"""Returns the amount as it is."""

from functools import wraps


def in_won(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper
