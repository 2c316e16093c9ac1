"""Knows the parameters of one function only."""

calls = {}


def counted(function):
    def wrapper(memo, amount=0):
        calls[function.__name__] = calls.get(function.__name__, 0) + 1
        return function(memo, amount)

    return wrapper
