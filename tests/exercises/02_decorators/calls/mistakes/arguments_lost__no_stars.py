"""Hands the arguments on as one tuple and one dictionary."""

calls = {}


def counted(function):
    def wrapper(*args, **kwargs):
        calls[function.__name__] = calls.get(function.__name__, 0) + 1
        return function(args, kwargs)

    return wrapper
