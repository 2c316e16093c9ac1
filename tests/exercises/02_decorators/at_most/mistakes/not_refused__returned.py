"""Returns the error."""


def at_most(limit):
    if callable(limit):
        raise TypeError

    def decorator(function):
        def wrapper(memo, amount):
            if amount > limit:
                return ValueError(f"over {limit}")
            return function(memo, amount)

        return wrapper

    return decorator
