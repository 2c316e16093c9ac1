"""Prints the greeting, so that the caller gets None."""


def greeting(name):
    print("Hello", name)
