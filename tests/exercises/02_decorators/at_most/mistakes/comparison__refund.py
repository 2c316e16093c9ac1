"""Looks at the size only, and refuses a large refund."""


def at_most(limit):
    if callable(limit):
        raise TypeError

    def decorator(function):
        def wrapper(memo, amount):
            if not 0 <= amount <= limit:
                raise ValueError
            return function(memo, amount)

        return wrapper

    return decorator
