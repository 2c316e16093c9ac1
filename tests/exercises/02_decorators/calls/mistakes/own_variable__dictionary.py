"""Assigns in the wrapper to the dictionary's name."""

calls = {}


def counted(function):
    def wrapper(*args, **kwargs):
        calls = {**calls, function.__name__: calls.get(function.__name__, 0) + 1}
        return function(*args, **kwargs)

    return wrapper
