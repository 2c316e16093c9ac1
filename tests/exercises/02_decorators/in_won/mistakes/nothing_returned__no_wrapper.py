"""Calls the function when it is decorated."""


def in_won(function):
    return f"{function():,} KRW"
