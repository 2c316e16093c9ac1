"""The limits stand the wrong way round."""


def count_between(amounts, low, high):
    return len([amount for amount in amounts if high <= amount < low])
