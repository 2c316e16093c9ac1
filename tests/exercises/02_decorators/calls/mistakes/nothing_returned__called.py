"""Calls the wrapper instead of returning it."""

calls = {}


def counted(function):
    def wrapper(*args, **kwargs):
        calls[function.__name__] = calls.get(function.__name__, 0) + 1
        return function(*args, **kwargs)

    return wrapper()
