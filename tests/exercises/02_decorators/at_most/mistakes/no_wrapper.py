"""Has two functions instead of three: the wrapper takes the place of the decorator."""


def at_most(limit):
    if callable(limit):
        raise TypeError

    def wrapper(memo, amount):
        if amount > limit:
            raise ValueError
        return f"{memo}: {amount}"

    return wrapper
