"""Reads the chain as C does: a truth value is below each high limit."""


def count_between(amounts, low, high):
    return len([amount for amount in amounts if (low <= amount) < high])
