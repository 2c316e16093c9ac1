"""Writes 1, however often a function is called."""

calls = {}


def counted(function):
    def wrapper(*args, **kwargs):
        calls[function.__name__] = 1
        return function(*args, **kwargs)

    return wrapper
