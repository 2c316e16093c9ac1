"""Keeps the limit in a place that all functions share."""

limits = {}


def at_most(limit):
    if callable(limit):
        raise TypeError
    limits["limit"] = limit

    def decorator(function):
        def wrapper(memo, amount):
            if amount > limits["limit"]:
                raise ValueError
            return function(memo, amount)

        return wrapper

    return decorator
