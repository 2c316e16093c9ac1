"""A comma, as in print: it makes a tuple."""


def greeting(name):
    return "Hello", name
