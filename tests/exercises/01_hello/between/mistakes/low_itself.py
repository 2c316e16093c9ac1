"""Leaves out both limits."""


def count_between(amounts, low, high):
    return len([amount for amount in amounts if low < amount < high])
