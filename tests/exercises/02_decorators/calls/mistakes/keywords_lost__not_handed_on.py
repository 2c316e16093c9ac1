"""Takes arguments by keyword, and keeps them."""

calls = {}


def counted(function):
    def wrapper(*args, **kwargs):
        calls[function.__name__] = calls.get(function.__name__, 0) + 1
        return function(*args)

    return wrapper
