"""Counts all functions under the wrapper's name."""

calls = {}


def counted(function):
    def wrapper(*args, **kwargs):
        calls[wrapper.__name__] = calls.get(wrapper.__name__, 0) + 1
        return function(*args, **kwargs)

    return wrapper
