"""The words are joined by a blank."""


def greeting(name):
    words = ["Hello", name]
    return " ".join(words)
