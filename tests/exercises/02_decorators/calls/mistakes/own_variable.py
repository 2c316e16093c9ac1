"""Assigns in the wrapper to a variable of the decorator."""

calls = {}


def counted(function):
    count = 0

    def wrapper(*args, **kwargs):
        count += 1
        calls[function.__name__] = count
        return function(*args, **kwargs)

    return wrapper
