"""An object that can be called, and is told the function's name."""

from functools import update_wrapper


class in_won:
    def __init__(self, function):
        self.function = function
        update_wrapper(self, function)

    def __call__(self, *args, **kwargs):
        return "{:,} KRW".format(self.function(*args, **kwargs))
