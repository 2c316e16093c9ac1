"""Compares the memo."""


def at_most(limit):
    if callable(limit):
        raise TypeError

    def decorator(function):
        def wrapper(*args, **kwargs):
            if args[0] > limit:
                raise ValueError
            return function(*args, **kwargs)

        return wrapper

    return decorator
