"""The result does not come back."""


def at_most(limit):
    if callable(limit):
        raise TypeError

    def decorator(function):
        def wrapper(memo, amount):
            if amount > limit:
                raise ValueError
            function(memo, amount)

        return wrapper

    return decorator
