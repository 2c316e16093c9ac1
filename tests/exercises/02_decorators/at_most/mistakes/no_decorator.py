"""Does not return the decorator."""


def at_most(limit):
    if callable(limit):
        raise TypeError

    def decorator(function):
        def wrapper(memo, amount):
            if amount > limit:
                raise ValueError
            return function(memo, amount)

        return wrapper
