"""Prints that it is too much."""


def at_most(limit):
    if callable(limit):
        raise TypeError

    def decorator(function):
        def wrapper(memo, amount):
            if amount > limit:
                print("too much")
            else:
                return function(memo, amount)

        return wrapper

    return decorator
