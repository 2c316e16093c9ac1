"""Begins with 0 when a function is decorated, and counts when it has returned."""

from functools import wraps

calls = {}


def counted(function):
    name = function.__name__
    calls.setdefault(name, 0)

    @wraps(function)
    def wrapper(*positional, **by_keyword):
        result = function(*positional, **by_keyword)
        calls[name] += 1
        return result

    return wrapper
