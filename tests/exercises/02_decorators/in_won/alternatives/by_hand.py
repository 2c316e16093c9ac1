"""Copies name and docstring without functools."""


def in_won(function):
    def wrapper(*args, **kwargs):
        amount = function(*args, **kwargs)
        return format(amount, ",") + " KRW"

    wrapper.__name__ = function.__name__
    wrapper.__doc__ = function.__doc__
    return wrapper
