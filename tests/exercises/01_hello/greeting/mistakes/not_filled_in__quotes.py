"""The name stands inside of the quotes."""


def greeting(name):
    return "Hello name"
