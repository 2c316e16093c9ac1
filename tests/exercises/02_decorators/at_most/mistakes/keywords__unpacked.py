"""Takes memo and amount out of the positional arguments."""


def at_most(limit):
    if callable(limit):
        raise TypeError

    def decorator(function):
        def wrapper(*args, **kwargs):
            memo, amount = args
            if amount > limit:
                raise ValueError
            return function(*args, **kwargs)

        return wrapper

    return decorator
