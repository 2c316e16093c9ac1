"""The talk's wrapper: it takes nothing."""

calls = {}


def counted(function):
    def wrapper():
        calls[function.__name__] = calls.get(function.__name__, 0) + 1
        return function()

    return wrapper
