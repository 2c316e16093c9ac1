"""Each number is above one limit or below the other."""


def count_between(amounts, low, high):
    return len([amount for amount in amounts if low <= amount or amount < high])
