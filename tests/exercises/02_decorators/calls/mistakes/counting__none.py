"""Adds 1 to None."""

calls = {}


def counted(function):
    def wrapper(*args, **kwargs):
        calls[function.__name__] = calls.get(function.__name__) + 1
        return function(*args, **kwargs)

    return wrapper
