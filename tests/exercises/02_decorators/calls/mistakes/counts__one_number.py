"""Has one number for all functions."""

calls = {}
number = 0


def counted(function):
    def wrapper(*args, **kwargs):
        global number
        number += 1
        calls[function.__name__] = number
        return function(*args, **kwargs)

    return wrapper
