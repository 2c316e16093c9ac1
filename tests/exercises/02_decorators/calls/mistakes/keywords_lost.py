"""Takes positional arguments only."""

calls = {}


def counted(function):
    def wrapper(*args):
        calls[function.__name__] = calls.get(function.__name__, 0) + 1
        return function(*args)

    return wrapper
