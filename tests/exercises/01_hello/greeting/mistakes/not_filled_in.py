"""The f in front of the quotes is missing."""


def greeting(name):
    return "Hello {name}"
