"""Counts when a function is decorated."""

calls = {}


def counted(function):
    calls[function.__name__] = calls.get(function.__name__, 0) + 1

    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper
