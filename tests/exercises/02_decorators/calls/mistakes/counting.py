"""Adds to a count that is not there yet."""

calls = {}


def counted(function):
    def wrapper(*args, **kwargs):
        calls[function.__name__] += 1
        return function(*args, **kwargs)

    return wrapper
