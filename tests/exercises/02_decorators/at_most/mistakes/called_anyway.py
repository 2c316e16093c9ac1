"""Calls the function first, and looks at the amount afterwards."""


def at_most(limit):
    if callable(limit):
        raise TypeError

    def decorator(function):
        def wrapper(memo, amount):
            result = function(memo, amount)
            if amount > limit:
                raise ValueError
            return result

        return wrapper

    return decorator
