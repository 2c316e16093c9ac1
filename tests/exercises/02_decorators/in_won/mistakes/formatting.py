"""Makes a text of the amount before it is formatted."""

from functools import wraps


def in_won(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        amount = str(function(*args, **kwargs))
        return f"{amount:,} KRW"

    return wrapper
