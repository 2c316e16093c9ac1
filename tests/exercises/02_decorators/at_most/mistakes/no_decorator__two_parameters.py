"""Takes limit and function at once."""


def at_most(limit, function):
    def wrapper(memo, amount):
        if amount > limit:
            raise ValueError
        return function(memo, amount)

    return wrapper
