"""The talk's wrapper: it calls, and returns nothing."""

calls = {}


def counted(function):
    def wrapper(*args, **kwargs):
        calls[function.__name__] = calls.get(function.__name__, 0) + 1
        function(*args, **kwargs)

    return wrapper
