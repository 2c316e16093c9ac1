"""True counts as 1, False as 0."""


def count_between(amounts, low, high):
    return sum(low <= amount < high for amount in amounts)
