"""Makes the text, and does not return it."""


def greeting(name):
    text = f"Hello {name}"
