"""Hello World: `print` shows a text to a person, `return` hands it to whoever called.

    uv run python 01_hello/hello.py

The talk's program is the last line alone. The function in front of it is what
the next steps need: a test can ask it, a decorator can wrap it, and at the end
of this stage a server calls it and sends what it returns.
"""


def hello() -> str:
    """Return the greeting; nothing is printed."""
    return "Hello World"


if __name__ == "__main__":
    # Runs for `python hello.py`, not for `import hello`: whoever imports only wants the function.
    print(hello())
