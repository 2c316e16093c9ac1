"""No blank between the two words."""


def greeting(name):
    return "Hello" + name
