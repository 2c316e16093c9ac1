"""Returns the greeting, and prints it as well."""


def greeting(name):
    text = f"Hello {name}"
    print(text)
    return text
