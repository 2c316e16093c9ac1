"""Does not look at what it is given as a limit."""


def at_most(limit):
    def decorator(function):
        def wrapper(memo, amount):
            if amount > limit:
                raise ValueError
            return function(memo, amount)

        return wrapper

    return decorator
