"""Asks the function itself which of the arguments is its amount."""

import inspect


def at_most(limit):
    if inspect.isfunction(limit):
        raise TypeError("a limit is missing")

    def decorator(function):
        signature = inspect.signature(function)

        def wrapper(*args, **kwargs):
            given = signature.bind(*args, **kwargs)
            if given.arguments["amount"] > limit:
                raise ValueError(given.arguments["amount"])
            return function(*given.args, **given.kwargs)

        return wrapper

    return decorator
