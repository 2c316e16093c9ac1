"""Treats a text as if it were a list."""


def greeting(name):
    text = "Hello "
    text.append(name)
    return text
