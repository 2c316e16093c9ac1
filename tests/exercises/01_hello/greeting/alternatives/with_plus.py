"""Two texts joined with +."""


def greeting(name):
    return "Hello " + name
