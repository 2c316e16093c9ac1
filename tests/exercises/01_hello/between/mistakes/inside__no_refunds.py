"""Forgets that an amount may be 0, or less."""


def count_between(amounts, low, high):
    return len([amount for amount in amounts if amount > 0 and low <= amount < high])
