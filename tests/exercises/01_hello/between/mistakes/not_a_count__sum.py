"""Adds the amounts up."""


def count_between(amounts, low, high):
    return sum(amount for amount in amounts if low <= amount < high)
